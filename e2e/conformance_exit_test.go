package e2e

import (
	"context"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/e2e/replay"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/sim"
)

// Starts without what the server needs.
var _ = Describe("recorded exits", Label("conformance"), func() {
	for _, c := range []struct {
		file   string
		config func(string) string
		breaks func(context.Context, *sim.Lab) error
	}{
		{"06_other/mysql_down.txt", replacing("port: 30130", "port: 30131"), nil},
		{"06_other/mysql_wrong_password.txt", replacing("user-password: deepflow", "user-password: wrong"), nil},
		{"06_other/no_clickhouse.txt", replacing("storage-disabled: true", "storage-disabled: false"), func(ctx context.Context, l *sim.Lab) error {
			return l.Databases["clickhouse"].Stop(ctx)
		}},
	} {
		It(c.file, func(ctx SpecContext) {
			recorded, err := replay.ReadExit(recordings, c.file)
			Expect(err).NotTo(HaveOccurred())
			l := prepareStage(ctx, replay.Stage{Start: at("15:35:10.000"), NodeIP: "127.0.0.1", UnknownType: 3, NoDomain: true})
			Expect(l.Server.Stop(ctx)).To(Succeed())
			if c.breaks != nil {
				Expect(c.breaks(ctx, l)).To(Succeed())
			}
			l.Server.SetConfig(c.config(l.Server.Config()))
			_, from := l.Server.Log().Since(lab.Cursor{})
			before, start := l.Server.State().Exits, l.Clock.Now()
			Expect(l.Server.Start(ctx)).To(Succeed())
			for l.Server.State().Exits == before && l.Clock.Now().Sub(start) < time.Minute {
				Expect(l.Clock.Wait(ctx, 10*time.Millisecond)).To(Succeed())
			}
			state := l.Server.State()
			log, _ := l.Server.Log().Since(from)
			report(recorded.Compare(state.ExitCode, state.Since.Sub(start), log))
		})
	}
})

func replacing(old, with string) func(string) string {
	return func(text string) string {
		GinkgoHelper()
		Expect(text).To(ContainSubstring(old))
		return strings.Replace(text, old, with, 1)
	}
}

var _ = Describe("recordings", Label("conformance"), func() {
	It("that aren't compared by themselves are listed with a reason", func() {
		skipped, err := replay.Skipped(recordings)
		Expect(err).NotTo(HaveOccurred())
		for _, r := range skipped {
			report(r)
		}
	})
})
