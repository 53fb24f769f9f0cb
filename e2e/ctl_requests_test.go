package e2e

import (
	"context"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/e2e/replay"
	"github.com/dflab/dflab/lab/operator"
)

// The requests of a real deepflow-ctl 6.6.9, as it sent them for the guide's commands and for wrong ones. The answers are those of
// a real deepflow-server 6.6.9 on an empty database.
var _ = Describe("requests of deepflow-ctl", Label("conformance"), func() {
	It("ctl_requests", func(ctx SpecContext) {
		stage := replay.Stage{Start: at("19:40:30.000"), NodeIP: "10.50.72.100", UnknownType: 3, NoDomain: true}
		l := prepareStage(ctx, stage)
		Expect(operator.AwaitServer(ctx, l.Lab, time.Minute)).To(Succeed())
		sendCtlRequests(ctx, inLab(l))
	})
})

// sendCtlRequests sends all requests, as far apart as they were sent.
func sendCtlRequests(ctx context.Context, t *target) {
	GinkgoHelper()
	files, err := fs.Glob(recordings, "ctl_requests/*.http")
	Expect(err).NotTo(HaveOccurred())
	Expect(files).NotTo(BeEmpty())
	slices.Sort(files)
	s := t.session()
	begin := t.clock.Now().Add(time.Second).Truncate(time.Second) // rows of one second have no order
	for _, file := range files {
		golden := strings.TrimSuffix(path.Base(file), ".http") + ".golden"
		steps, err := replay.ReadRequests(recordings, file, os.DirFS("testdata/ctl_requests"), golden, begin)
		Expect(err).NotTo(HaveOccurred())
		Expect(s.Play(ctx, steps)).To(Succeed())
	}
	for _, r := range s.Results() {
		report(r)
	}
}
