package e2e

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/e2e/replay"
	"github.com/dflab/dflab/lab"
)

// healthAnswer is a recorded answer of /v1/health/ that came x times in a row, with its status; http 000: no connection.
var healthAnswer = regexp.MustCompile(`^\d\d:\d\d:\d\d\.\d+ x\d+ (.*) \[http (\d+) curl \d+\]$`)

// GET /v1/health/ again and again from before the start.
var _ = Describe("recorded start, seen through /v1/health/", Label("conformance"), func() {
	It("09_more/rest/health_stages.txt", func(ctx SpecContext) {
		const recording = "09_more/rest/health_stages.txt"
		lines, err := readRecording(recording)
		Expect(err).NotTo(HaveOccurred())
		var want []string
		for _, line := range lines {
			if m := healthAnswer.FindStringSubmatch(line); m != nil {
				want = append(want, m[2]+" "+replay.Mask(m[1]))
			}
		}
		l := prepareStage(ctx, replay.Stage{Start: at("17:30:00.000"), NodeIP: "10.50.72.100", UnknownType: 3, NoDomain: true, Groups: stageOf("netns").Groups})
		Expect(l.Clock.Wait(ctx, 30*time.Second)).To(Succeed())
		Expect(l.Server.Stop(ctx)).To(Succeed())
		Expect(l.Clock.Wait(ctx, at("17:32:46.130").Sub(l.Clock.Now()))).To(Succeed())
		t := inLab(l)
		_, from := l.Server.Log().Since(lab.Cursor{})
		var got []string
		ask := func() {
			answer := "000 "
			if resp, err := t.http.Get(t.base + "/v1/health/"); err == nil {
				b, err := io.ReadAll(resp.Body)
				Expect(err).NotTo(HaveOccurred())
				Expect(resp.Body.Close()).To(Succeed())
				answer = fmt.Sprintf("%d %s", resp.StatusCode, replay.Mask(strings.TrimSpace(string(b))))
			}
			if len(got) == 0 || got[len(got)-1] != answer {
				got = append(got, answer)
			}
			Expect(l.Clock.Wait(ctx, 60*time.Millisecond)).To(Succeed())
		}
		ask()
		Expect(l.Server.Start(ctx)).To(Succeed())
		for range 200 {
			ask()
		}
		r := replay.Result{Recording: recording}
		r.Lists("answers", want, got)
		log, _ := l.Server.Log().Since(from)
		r.Heard(lines, log)
		report(r)
	})
})
