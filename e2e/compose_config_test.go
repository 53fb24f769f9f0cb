package e2e

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"gopkg.in/yaml.v3"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/fixtures/compose"
	"github.com/dflab/dflab/lab/deepflow/config"
)

// The configuration that docker-compose.lab.yaml mounts: every party looks for every other where that one listens.
var _ = Describe("the configuration of docker-compose.lab.yaml", Label("compose"), func() {
	var (
		dir    string
		server *config.Server
	)
	read := func(path string) string {
		text, err := os.ReadFile(filepath.Join(dir, path))
		Expect(err).NotTo(HaveOccurred())
		return string(text)
	}
	// found is the first group of a pattern that a file must have once.
	found := func(path, pattern string) string {
		all := regexp.MustCompile("(?m)"+pattern).FindAllStringSubmatch(read(path), -1)
		Expect(all).To(HaveLen(1), "%s: %s", path, pattern)
		return all[0][1]
	}
	node := composeNode.String()

	BeforeEach(func() {
		dir = writeComposeDir()
		var err error
		server, err = config.ParseServer("server.yaml", []byte(read("server.yaml")))
		Expect(err).NotTo(HaveOccurred())
	})

	It("names no address but this host's, and leaves nothing to be expanded", func() {
		guide := fixtures.GuideLab(0).Server.IP.String()
		for _, f := range compose.Files(dir, composeNode) {
			Expect(f.Text).NotTo(ContainSubstring(guide), f.Path)
			for line := range strings.Lines(f.Text) {
				if code, _, _ := strings.Cut(line, "#"); strings.Contains(code, "${") || strings.Contains(code, "{{") {
					Fail(f.Path + ": not a plain text: " + line)
				}
			}
		}
	})

	It("has MySQL where server and Grafana look for it", func() {
		port := found("mysql/my.cnf", `^port\s*=\s*(\d+)`)
		Expect(port).To(Equal("30130"))
		mysql := server.Controller.MySQL
		Expect([]string{mysql.Host, strconv.Itoa(int(mysql.Port))}).To(Equal([]string{node, port}))
		Expect(found("grafana.ini", `^host\s*=\s*"(.*)"`)).To(Equal(node + ":" + port))
		Expect(mysql.UserPassword).To(Equal("deepflow"))
		Expect(found("grafana.ini", `^password\s*=\s*(.*)`)).To(Equal("deepflow"))
		// The guide's manifest sets every account to the text of a Helm template.
		passwords := regexp.MustCompile(`BY '([^']*)'`).FindAllStringSubmatch(read("mysql/init.sql"), -1)
		Expect(passwords).NotTo(BeEmpty())
		for _, p := range passwords {
			Expect(p[1]).To(Equal(mysql.UserPassword))
		}
	})

	It("has ClickHouse where controller, ingester and querier look for it, with their cluster and policy", func() {
		var ck struct {
			HTTP    int    `xml:"http_port"`
			TCP     int    `xml:"tcp_port"`
			Listen  string `xml:"listen_host"`
			Cluster string `xml:"remote_servers>df_cluster>shard>replica>host"`
			Storage string `xml:"storage_configuration>policies>df_storage>volumes>vol_path_0>disk"`
			Path    string `xml:"storage_configuration>disks>path_0>path"`
		}
		Expect(xml.Unmarshal([]byte(read("clickhouse/config.xml")), &ck)).To(Succeed())
		Expect(ck.HTTP).To(Equal(8123))
		Expect(ck.Listen).To(Equal("0.0.0.0"))
		Expect(ck.Cluster).To(Equal("127.0.0.1"))
		Expect(ck.Storage).To(Equal("path_0"))
		Expect(ck.Path).To(Equal("/var/lib/clickhouse_storage/"))
		Expect(server.Controller.Clickhouse.Host).To(Equal(node))
		Expect(int(server.Controller.Clickhouse.Port)).To(Equal(ck.TCP))
		Expect(server.Ingester.CKDB.Host).To(Equal(node))
		Expect(server.Ingester.CKDB.Port).To(Equal(ck.TCP))
		Expect(server.Querier.Clickhouse.Host).To(Equal(node))
		Expect(server.Querier.Clickhouse.Port).To(Equal(ck.TCP))
	})

	It("has deepflow-app and server find each other", func() {
		var app struct {
			App struct {
				Port                int `yaml:"listen-port"`
				Controller, Querier struct {
					Host string
					Port int
				}
			}
		}
		Expect(yaml.Unmarshal([]byte(read("app.yaml")), &app)).To(Succeed())
		Expect(app.App.Controller.Host).To(Equal(node))
		Expect(app.App.Controller.Port).To(Equal(server.Controller.ListenPort))
		Expect(app.App.Querier.Host).To(Equal(node))
		Expect(app.App.Querier.Port).To(Equal(server.Querier.ListenPort))
		Expect(server.Querier.DeepflowApp.Host).To(Equal(node))
		Expect(server.Querier.DeepflowApp.Port).To(Equal(strconv.Itoa(app.App.Port)))
		project, err := loadCompose(composeFile, compose.Variables(dir, composeNode)...)
		Expect(err).NotTo(HaveOccurred())
		grafana := environment(project.Services["deepflow-grafana"])
		Expect(grafana).To(ContainElement("DEEPFLOW_REQUEST_URL=http://" + node + ":" + strconv.Itoa(server.Querier.ListenPort)))
		Expect(grafana).To(ContainElement("DEEPFLOW_TRACEURL=http://" + node + ":" + strconv.Itoa(app.App.Port)))
	})

	It("sends the agent to the ports that the server opens, not to those that nothing maps here", func() {
		agent, err := config.ParseAgent("deepflow-agent.yaml", []byte(read("deepflow-agent.yaml")))
		Expect(err).NotTo(HaveOccurred())
		Expect(agent.ControllerIPs).To(Equal([]string{node}))
		Expect(strconv.Itoa(int(agent.ControllerPort))).To(Equal(server.Controller.GrpcPort))
		Expect(agent.VTapGroupIDRequest).To(Equal(fixtures.GroupID))
		group, err := config.ParseUserConfig(read(compose.GroupConfig))
		Expect(err).NotTo(HaveOccurred())
		comm := group.Global.Communication
		Expect([]string{comm.ProxyControllerIP, comm.IngesterIP}).To(Equal([]string{node, node}))
		Expect(strconv.Itoa(int(comm.ProxyControllerPort))).To(Equal(server.Controller.GrpcPort))
		Expect(comm.IngesterPort).To(Equal(server.Ingester.ListenPort))
		// Without it the server ignores what a host reports, and the agent never registers.
		Expect(server.Controller.Trisolaris.TridentTypeForUnknowVtap).To(BeEquivalentTo(3))
	})
})
