package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	_ "github.com/go-sql-driver/mysql"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"google.golang.org/grpc"

	"github.com/dflab/dflab/e2e/replay"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim"
	"github.com/dflab/dflab/lab/vnet"
)

// The suite can be held against a server that runs somewhere, a real one or `dflab sim server`, instead of the embedded lab.
// The server is neither started, configured nor stopped; it has to be fresh: no domain, no agents. Ports are those of
// server.yaml unless the address is given as REST,GRPC. Whatever needs a lab is skipped.
//
//	DFLAB_SERVER=10.50.72.100                                       or 127.0.0.1:21417,127.0.0.1:21035
//	DFLAB_SERVER_DSN='root:deepflow@tcp(10.50.72.100:30130)/deepflow'
//	DFLAB_SERVER_LOG=/var/log/deepflow/server.log
//	go test ./e2e -v -ginkgo.v -timeout 30m
const (
	envServer = "DFLAB_SERVER"
	envDSN    = "DFLAB_SERVER_DSN"
	envLog    = "DFLAB_SERVER_LOG"
)

// target is the server under test, as an operator and its agents have it: one of an embedded lab, or a running one.
type target struct {
	base  string // of the REST API
	http  *http.Client
	api   *controller.Client
	mysql *sql.DB
	// clock tells the time that the recordings tell: of a lab, which begins when the recorded server was started, or real time
	// moved back to then.
	clock *clock.Clock
	runs  bool // the clock, without anybody who advances it
	// dial connects as the agent of that address. A running server sees all of them come from this machine's address.
	dial func(ctrlIP string) (grpc.ClientConnInterface, error)
	// log are the server's lines so far, their times those of clock.
	log func() []string
}

// inLab is the server of a lab.
func inLab(l *sim.Lab) *target {
	base := "http://" + net.JoinHostPort(l.Spec.Server.IP.String(), "20417")
	return &target{
		base: base, api: l.API, mysql: l.MySQL, clock: l.Driver(), dial: dialer(l),
		http: &http.Client{Transport: &http.Transport{DialContext: l.Network.Host("operator").DialContext, DisableKeepAlives: true}},
		log:  func() []string { lines, _ := l.Server.Log().Since(lab.Cursor{}); return lines },
	}
}

// wait lets time pass until then. Where the clock runs by itself, a turn says when it is there.
func (t *target) wait(ctx context.Context, until time.Time) error {
	d := until.Sub(t.clock.Now())
	if d <= 0 {
		return nil
	}
	if !t.runs {
		return t.clock.Advance(ctx, d)
	}
	there := make(chan struct{})
	timer := t.clock.Lane("wait").After(d, func() { close(there) })
	select {
	case <-there:
		return nil
	case <-ctx.Done():
		timer.Stop()
		return ctx.Err()
	}
}

// session plays recorded steps against the target.
func (t *target) session() *replay.Session {
	return &replay.Session{HTTP: t.http, Base: t.base, Lane: t.clock.Lane("session"), Dial: t.dial, Wait: t.wait}
}

// player plays recorded conversations against the target.
func (t *target) player(ctx context.Context) *replay.Player {
	return &replay.Player{Context: ctx, Lane: t.clock.Lane("player"), Dial: t.dial}
}

// running is a server that is there already.
type running struct {
	rest, grpc string // host:port
	logFile    string
	mysql      *sql.DB
}

// runningServer is the one that the environment names, or nil.
func runningServer() *running {
	GinkgoHelper()
	address := os.Getenv(envServer)
	if address == "" {
		return nil
	}
	r := &running{rest: net.JoinHostPort(address, "20417"), grpc: net.JoinHostPort(address, "20035"), logFile: os.Getenv(envLog)}
	if rest, agents, both := strings.Cut(address, ","); both {
		r.rest, r.grpc = rest, agents
	}
	Expect(r.logFile).To(BeAnExistingFile(), envLog)
	db, err := sql.Open("mysql", os.Getenv(envDSN))
	Expect(err).NotTo(HaveOccurred(), envDSN)
	DeferCleanup(db.Close)
	Expect(db.Ping()).To(Succeed(), envDSN)
	r.mysql = db
	return r
}

// fresh skips the spec if the server has been in use.
func (r *running) fresh() {
	GinkgoHelper()
	for _, table := range []string{"vtap", "domain"} {
		var n int
		Expect(r.mysql.QueryRow("SELECT COUNT(*) FROM " + table).Scan(&n)).To(Succeed())
		if n > 0 {
			Skip(fmt.Sprintf("the server is not fresh: %d rows in table %s", n, table))
		}
	}
}

// nodeIP skips the spec unless the server runs with that K8S_NODE_IP_FOR_DEEPFLOW, which answers contain. A server that has just
// started gets the time to register itself.
func (r *running) nodeIP(recorded string) {
	GinkgoHelper()
	var ip string
	Eventually(func() error {
		return r.mysql.QueryRow("SELECT ip FROM controller").Scan(&ip)
	}).WithTimeout(time.Minute).WithPolling(time.Second).Should(Succeed(), "the server's row in table controller")
	if ip != recorded {
		Skip("recorded with node IP " + recorded + ", the server has " + ip)
	}
}

// from takes the server under test as of a recorded moment: the target's clock begins up to a minute before it, and the server's
// timers run as the recorded one's did, whose minutely jobs ran at minute.
func (r *running) from(ctx context.Context, begin, minute time.Time) *target {
	GinkgoHelper()
	job := r.lastMinute() // which may take a minute
	now := time.Now().UTC()
	phase := now.Sub(job) % time.Minute // how long ago the server's minute began
	start := minute.Add(phase)
	for start.Before(begin.Add(-time.Minute)) {
		start = start.Add(time.Minute)
	}
	for start.After(begin) {
		start = start.Add(-time.Minute)
	}
	late := now.Sub(start)
	c := clock.New(start)
	c.Pace(1)
	ctx, stop := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() { defer close(stopped); _ = c.Run(ctx) }() // its error is that it was stopped
	DeferCleanup(func() { stop(); <-stopped })
	host := vnet.Machine(c)
	hc := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
	base := "http://" + r.rest
	size := r.logSize()
	return &target{
		base: base, http: hc, api: controller.New(base, hc), mysql: r.mysql, clock: c, runs: true,
		dial: func(string) (grpc.ClientConnInterface, error) { return host.DialGRPC(r.grpc) },
		log:  func() []string { return r.lines(size, -late) },
	}
}

// lastMinute is when the server's minutely jobs ran last. A server that has just started gets the time to run them.
func (r *running) lastMinute() (last time.Time) {
	GinkgoHelper()
	Eventually(func() time.Time {
		for _, line := range r.lines(0, 0) {
			if record, err := logline.ParseServer(line); err == nil && record.Message == "start check org data from timed" {
				last = record.Time
			}
		}
		return last
	}).WithTimeout(90*time.Second).WithPolling(time.Second).Should(BeTemporally(">", time.Now().UTC().Add(-90*time.Second)), "a line of the minute's jobs in %s", r.logFile)
	return last
}

func (r *running) logSize() int {
	GinkgoHelper()
	info, err := os.Stat(r.logFile)
	Expect(err).NotTo(HaveOccurred())
	return int(info.Size())
}

// logTime is how a line of server.log begins.
const logTime = "2006-01-02 15:04:05.000"

// lines are those of the log behind an offset, their times moved by d.
func (r *running) lines(offset int, d time.Duration) []string {
	GinkgoHelper()
	text, err := os.ReadFile(r.logFile)
	Expect(err).NotTo(HaveOccurred())
	lines := strings.Split(string(text[offset:]), "\n")
	for i, line := range lines {
		if len(line) < len(logTime) {
			continue
		}
		if t, err := time.Parse(logTime, line[:len(logTime)]); err == nil {
			lines[i] = t.Add(d).Format(logTime) + line[len(logTime):]
		}
	}
	return lines
}

// Against a running server, the specs that need a lab are skipped.
var _ = BeforeEach(func() {
	if os.Getenv(envServer) == "" {
		return
	}
	if ok, _ := CurrentSpecReport().MatchesLabelFilter("running"); !ok {
		Skip("needs a lab: it starts, stops or configures the server, or lets hours pass")
	}
})
