package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/lab/sim"
)

// A lab is the same every time, byte for byte, whatever the machine is busy with and however many processors it has.
var _ = Describe("the same lab again and again", Label("determinism"), Ordered, func() {
	var first string
	BeforeAll(func(ctx SpecContext) {
		first = story(ctx, sim.Options{})
		Expect(first).To(ContainSubstring("clickhouse flow_log.`l4_flow_log`"), "agents have docked")
	})

	It("is the same on an idle machine", func(ctx SpecContext) { repeat(ctx, first) })

	It("is the same under load", func(ctx SpecContext) {
		defer load(4)()
		repeat(ctx, first)
	})

	It("is the same on one processor", func(ctx SpecContext) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		repeat(ctx, first)
	})

	It("is the same over grpc-go on the virtual network", func(ctx SpecContext) {
		expectSame(first, story(ctx, sim.Options{RealGRPC: true}))
	})

	It("is another one with another seed", func(ctx SpecContext) {
		spec := storySpec()
		spec.Seed++
		Expect(storyOf(ctx, spec, sim.Options{})).NotTo(Equal(first))
	})
})

// repeats is how often each setting runs the lab: DFLAB_SOAK, 20 unless given.
func repeats() int {
	GinkgoHelper()
	text, given := os.LookupEnv("DFLAB_SOAK")
	if !given {
		return 20
	}
	n, err := strconv.Atoi(text)
	Expect(err).NotTo(HaveOccurred(), "DFLAB_SOAK")
	Expect(n).To(BeNumerically(">", 0), "DFLAB_SOAK")
	return n
}

func repeat(ctx context.Context, first string) {
	GinkgoHelper()
	for range repeats() {
		expectSame(first, story(ctx, sim.Options{}))
	}
}

// load keeps n goroutines busy until stop is called.
func load(n int) (stop func()) {
	var done atomic.Bool
	for range n {
		go func() {
			for i := 0; !done.Load(); i++ { // work, not waiting
			}
		}()
	}
	return func() { done.Store(true) }
}

// storySpec is three hosts of the guide, the last of which asks for no group, without the domain.
func storySpec() lab.Spec {
	spec := fixtures.GuideLab(3)
	spec.Domain = nil
	spec.Hosts[2].AgentConfig = withoutGroup(spec.Hosts[2].AgentConfig)
	return spec
}

// story is everything that is left of a lab through which twenty minutes pass: agents without a domain, the domain, docking, a
// restart of the server, docked agents again.
func story(ctx context.Context, o sim.Options) string {
	GinkgoHelper()
	return storyOf(ctx, storySpec(), o)
}

func storyOf(ctx context.Context, spec lab.Spec, o sim.Options) string {
	GinkgoHelper()
	l, err := sim.New(ctx, spec, o)
	Expect(err).NotTo(HaveOccurred())
	defer func() { Expect(l.Close()).To(Succeed()) }()
	pass := func(d time.Duration) { Expect(l.Clock.Wait(ctx, d)).To(Succeed()) }

	Expect(operator.SetUp(ctx, l.Lab)).To(Succeed())
	Expect(l.StartAgents(ctx)).To(Succeed())
	pass(3 * time.Minute)
	Expect(operator.CreateDomain(ctx, l.Lab, lab.Domain{Name: "legacy-host"})).To(Succeed())
	pass(7 * time.Minute)
	Expect(l.Server.Stop(ctx)).To(Succeed())
	pass(5 * time.Second)
	Expect(l.Server.Start(ctx)).To(Succeed())
	pass(10 * time.Minute)
	return remains(ctx, l)
}

// remains are the logs of all parts and the rows of all tables.
func remains(ctx context.Context, l *sim.Lab) string {
	GinkgoHelper()
	var b strings.Builder
	section := func(name string, lines []string) {
		for _, line := range lines {
			fmt.Fprintf(&b, "%s: %s\n", name, line)
		}
	}
	lines, _ := l.Server.Log().Since(lab.Cursor{})
	section("server", lines)
	for _, h := range l.Hosts {
		lines, _ := h.Agent.Log().Since(lab.Cursor{})
		section(h.Name, lines)
	}
	for _, t := range mysqlRows(ctx, l.MySQL, "SHOW TABLES") {
		section("mysql "+t, mysqlRows(ctx, l.MySQL, "SELECT * FROM `"+t+"`"))
	}
	tables, err := l.ClickHouse.Query(ctx, "SELECT database, name FROM system.tables WHERE database != 'system' AND name NOT LIKE '%_local'")
	Expect(err).NotTo(HaveOccurred())
	for _, t := range tables {
		name := t[0] + ".`" + t[1] + "`"
		rows, err := l.ClickHouse.Query(ctx, "SELECT * FROM "+name)
		Expect(err).NotTo(HaveOccurred(), name)
		for _, r := range rows {
			section("clickhouse "+name, []string{strings.Join(r, "\t")})
		}
	}
	return b.String()
}

func mysqlRows(ctx context.Context, db *sql.DB, query string) []string {
	GinkgoHelper()
	rows, err := db.QueryContext(ctx, query)
	Expect(err).NotTo(HaveOccurred(), query)
	defer rows.Close()
	columns, err := rows.Columns()
	Expect(err).NotTo(HaveOccurred())
	var all []string
	for rows.Next() {
		cells := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		Expect(rows.Scan(into...)).To(Succeed())
		texts := make([]string, len(columns))
		for i, c := range cells {
			texts[i] = c.String
			if !c.Valid {
				texts[i] = "NULL"
			}
		}
		all = append(all, strings.Join(texts, "\t"))
	}
	Expect(rows.Err()).NotTo(HaveOccurred())
	return all
}

func expectSame(want, got string) {
	GinkgoHelper()
	if want != got {
		Fail(parting(want, got))
	}
}

// parting shows where two stories part, with what both have before.
func parting(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	var out strings.Builder
	fmt.Fprintf(&out, "differs from line %d on (of %d and %d):\n", i+1, len(a), len(b))
	for _, part := range []struct {
		mark  string
		lines []string
	}{{" ", a[max(0, i-5):i]}, {"-", a[i:min(i+5, len(a))]}, {"+", b[i:min(i+5, len(b))]}} {
		for _, line := range part.lines {
			fmt.Fprintf(&out, "%s %s\n", part.mark, line)
		}
	}
	return out.String()
}

func TestParting(t *testing.T) {
	for _, c := range []struct{ name, want, got, shown string }{
		{"a line", "1\n2\n3", "1\nx\n3", "differs from line 2 on (of 3 and 3):\n  1\n- 2\n- 3\n+ x\n+ 3\n"},
		{"longer", "1", "1\n2", "differs from line 2 on (of 1 and 2):\n  1\n+ 2\n"},
		{"shorter", "1\n2", "1", "differs from line 2 on (of 2 and 1):\n  1\n- 2\n"},
		{"context", "1\n2\n3\n4\n5\n6\n7", "1\n2\n3\n4\n5\n6\n8", "differs from line 7 on (of 7 and 7):\n  2\n  3\n  4\n  5\n  6\n- 7\n+ 8\n"},
	} {
		if got := parting(c.want, c.got); got != c.shown {
			t.Errorf("%s: got\n%swant\n%s", c.name, got, c.shown)
		}
	}
}
