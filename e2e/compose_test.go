package e2e

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/fixtures/compose"
	"github.com/dflab/dflab/lab/docker"
)

const (
	composeFile      = "../docker-compose.lab.yaml"
	composeLocalFile = "../fixtures/compose/local.yaml"
)

// composeNode is the host of these specs: another address than the guide's, so that a file that kept the guide's shows.
var composeNode = netip.MustParseAddr("192.0.2.7")

// composeParts is which image of the docker provider each of the guide's services runs from.
var composeParts = map[string]string{
	"mysql": "mysql", "clickhouse": "clickhouse", "deepflow-server": "server", "deepflow-agent": "agent", "deepflow-app": "app",
	"deepflow-grafana": "grafana", "deepflow-grafana-init-worksdir": "grafana-dashboards",
	"deepflow-grafana-init-grafana-ds-dh": "grafana-dashboards", "deepflow-grafana-init-custom-plugins": "grafana-plugins",
}

// writeComposeDir writes a lab's directory and returns it.
func writeComposeDir() string {
	dir := GinkgoT().TempDir()
	for _, f := range compose.Files(dir, composeNode) {
		path := filepath.Join(dir, f.Path)
		Expect(os.MkdirAll(filepath.Dir(path), 0o755)).To(Succeed())
		Expect(os.WriteFile(path, []byte(f.Text), 0o644)).To(Succeed())
	}
	return dir
}

// loadCompose loads a compose file as Compose does, with those variables and none of the machine's.
func loadCompose(file string, variables ...string) (*types.Project, error) {
	options, err := cli.NewProjectOptions([]string{file}, cli.WithName(compose.Project), cli.WithEnv(variables))
	if err != nil {
		return nil, err
	}
	return options.LoadProject(context.Background())
}

// mounts are the service's mounts as the guide writes them, source:target[:ro], with LAB for the lab's directory.
func mounts(s types.ServiceConfig, dir string) []string {
	var out []string
	for _, v := range s.Volumes {
		m := strings.Replace(v.Source, dir, "LAB", 1) + ":" + v.Target
		if v.ReadOnly {
			m += ":ro"
		}
		out = append(out, m)
	}
	return out
}

// environment is the service's environment as NAME=VALUE, sorted.
func environment(s types.ServiceConfig) []string {
	var out []string
	for k, v := range s.Environment {
		Expect(v).NotTo(BeNil(), k)
		out = append(out, k+"="+*v)
	}
	slices.Sort(out)
	return out
}

var _ = Describe("docker-compose.lab.yaml", Label("compose"), func() {
	var (
		dir     string
		project *types.Project
	)

	BeforeEach(func() {
		dir = writeComposeDir()
		var err error
		project, err = loadCompose(composeFile, compose.Variables(dir, composeNode)...)
		Expect(err).NotTo(HaveOccurred())
	})

	It("has the guide's eight services and its agent, each under the guide's name on the host's network", func() {
		Expect(project.ServiceNames()).To(ConsistOf(
			"mysql", "clickhouse", "deepflow-server", "deepflow-app", "deepflow-grafana-init-worksdir",
			"deepflow-grafana-init-grafana-ds-dh", "deepflow-grafana-init-custom-plugins", "deepflow-grafana", "deepflow-agent"))
		for name, s := range project.Services {
			want := name
			if !strings.HasPrefix(name, "deepflow-") {
				want = "deepflow-" + name
			}
			Expect(s.ContainerName).To(Equal(want))
			Expect(s.NetworkMode).To(Equal("host"), name)
			Expect(s.Ports).To(BeEmpty(), "%s: the host's network maps no ports", name)
			Expect(s.Links).To(BeEmpty(), "%s: the host's network has no links", name)
			Expect(s.Networks).To(BeEmpty(), name)
			if restart := map[bool]string{true: "", false: "always"}[strings.Contains(name, "-init-")]; s.Restart != restart {
				Fail(fmt.Sprintf("%s: restart %q, want %q", name, s.Restart, restart))
			}
		}
	})

	It("pins each image to the guide's tag, as the docker provider does", func() {
		images, err := docker.GuideImages("")
		Expect(err).NotTo(HaveOccurred())
		for name, s := range project.Services {
			tag := s.Image[strings.LastIndex(s.Image, ":")+1:]
			Expect(tag).To(MatchRegexp(`^v?\d+\.\d+`), "%s: %s has no version for a tag", name, s.Image)
			image, ok := images.Of(composeParts[name])
			Expect(ok).To(BeTrue(), name)
			Expect(s.Image).To(Equal(image.Ref), name)
		}
		guide := map[string]string{
			"mysql": "hongkong mysql:8.0.31", "clickhouse": "hongkong clickhouse-server:23.8.7.24", "deepflow-server": "hongkong deepflow-server:v6.6",
			"deepflow-grafana": "hongkong grafana:10.1.5", "deepflow-agent": "beijing deepflow-agent:v6.6",
		}
		for name, want := range guide {
			registry, ref, _ := strings.Cut(want, " ")
			Expect(project.Services[name].Image).To(Equal("registry.cn-"+registry+".aliyuncs.com/deepflow-ce/"+ref), name)
		}
	})

	It("takes each image from a variable of its own", func() {
		for name, part := range composeParts {
			p, err := loadCompose(composeFile, append(compose.Variables(dir, composeNode), docker.EnvName(part)+"=other:1.2")...)
			Expect(err).NotTo(HaveOccurred())
			for other, s := range p.Services {
				if composeParts[other] == part {
					Expect(s.Image).To(Equal("other:1.2"), "%s by %s", other, docker.EnvName(part))
				} else {
					Expect(s.Image).To(Equal(project.Services[other].Image), "%s by the variable of %s", other, name)
				}
			}
		}
	})

	It("refuses to be read without the host's address", func() {
		for _, variables := range [][]string{nil, {compose.NodeIP + "="}} {
			_, err := loadCompose(composeFile, variables...)
			Expect(err).To(MatchError(ContainSubstring(compose.NodeIP)))
		}
	})

	It("mounts files that exist where each part reads them, and data below the lab's directory", func() {
		Expect(mounts(project.Services["mysql"], dir)).To(Equal([]string{
			"LAB/mysql/my.cnf:/etc/my.cnf", "LAB/mysql/init.sql:/docker-entrypoint-initdb.d/init.sql", "LAB/data/mysql:/var/lib/mysql",
		}))
		Expect(mounts(project.Services["clickhouse"], dir)).To(Equal([]string{
			"LAB/clickhouse/config.xml:/etc/clickhouse-server/config.xml", "LAB/clickhouse/users.xml:/etc/clickhouse-server/users.xml",
			"LAB/data/clickhouse:/var/lib/clickhouse", "LAB/data/clickhouse_storage:/var/lib/clickhouse_storage",
		}))
		Expect(mounts(project.Services["deepflow-server"], dir)).To(Equal([]string{"LAB/server.yaml:/etc/server.yaml"}))
		Expect(mounts(project.Services["deepflow-app"], dir)).To(Equal([]string{"LAB/app.yaml:/etc/deepflow/app.yaml"}))
		Expect(mounts(project.Services["deepflow-grafana"], dir)).To(ContainElement("LAB/grafana.ini:/etc/grafana/grafana.ini"))
		Expect(mounts(project.Services["deepflow-agent"], dir)).To(Equal([]string{
			"LAB/deepflow-agent.yaml:/etc/deepflow-agent/deepflow-agent.yaml:ro",
			"/sys/kernel/debug:/sys/kernel/debug:ro", "/var/run/docker.sock:/var/run/docker.sock:ro",
		}))
		files := 0
		for name, s := range project.Services {
			for _, v := range s.Volumes {
				rel, inside := strings.CutPrefix(v.Source, dir+"/")
				if !inside || strings.HasPrefix(rel, "data/") {
					continue
				}
				files++
				info, err := os.Stat(v.Source)
				Expect(err).NotTo(HaveOccurred(), name)
				Expect(info.Mode().IsRegular()).To(BeTrue(), "%s mounts %s", name, rel)
				Expect(v.Bind == nil || !bool(v.Bind.CreateHostPath)).To(BeTrue(), "%s: Docker must not make a directory of a missing %s", name, rel)
			}
		}
		Expect(files).To(Equal(8))
	})

	It("gives server and Grafana the environment of the guide", func() {
		Expect(environment(project.Services["deepflow-server"])).To(Equal([]string{
			"DEEPFLOW_SERVER_RUNNING_MODE=STANDALONE", "K8S_NAMESPACE_FOR_DEEPFLOW=deepflow", "K8S_NODE_IP_FOR_DEEPFLOW=192.0.2.7",
			"K8S_NODE_NAME_FOR_DEEPFLOW=deepflow-host", "K8S_POD_IP_FOR_DEEPFLOW=127.0.0.1", "K8S_POD_NAME_FOR_DEEPFLOW=deepflow-container",
			"TZ=Asia/Shanghai",
		}))
		Expect(environment(project.Services["mysql"])).To(Equal([]string{"MYSQL_DATABASE=grafana", "MYSQL_ROOT_PASSWORD=deepflow", "TZ=Asia/Shanghai"}))
		Expect(environment(project.Services["deepflow-grafana"])).To(Equal([]string{
			"CLICKHOUSE_PASSWORD=", "CLICKHOUSE_SERVER=192.0.2.7", "CLICKHOUSE_USER=default", "DEEPFLOW_REQUEST_URL=http://192.0.2.7:20416",
			"DEEPFLOW_TRACEURL=http://192.0.2.7:20418", "GF_SECURITY_ADMIN_PASSWORD=deepflow", "GF_SECURITY_ADMIN_USER=admin",
			"MYSQL_PASSWORD=deepflow", "MYSQL_URL=192.0.2.7:30130", "MYSQL_USER=root", "NODE_IP_FOR_DEEPFLOW=192.0.2.7", "TZ=Asia/Shanghai",
		}))
		Expect(project.Services["deepflow-server"].ExtraHosts).To(HaveKeyWithValue("deepflow-server", []string{"127.0.0.1"}))
	})

	It("gives the agent the guide's privileges, and nobody else any", func() {
		for name, s := range project.Services {
			if name != "deepflow-agent" {
				Expect(s.Privileged).To(BeFalse(), name)
				Expect(s.CapAdd).To(BeEmpty(), name)
				continue
			}
			Expect(s.Privileged).To(BeTrue())
			Expect(s.CapAdd).To(ConsistOf("CAP_SYS_ADMIN", "SYS_ADMIN", "SYS_RESOURCE", "SYS_PTRACE", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "SYSLOG"))
			Expect(s.Pid).To(Equal("host"))
		}
	})

	It("starts Grafana after the folders were cleared and filled, in this order", func() {
		after := func(name string) []string {
			var out []string
			for n, d := range project.Services[name].DependsOn {
				Expect(d.Condition).To(Equal(types.ServiceConditionCompletedSuccessfully), "%s on %s", name, n)
				out = append(out, strings.TrimPrefix(n, "deepflow-grafana-init-"))
			}
			return out
		}
		Expect(after("deepflow-grafana")).To(ConsistOf("grafana-ds-dh", "custom-plugins"))
		Expect(after("deepflow-grafana-init-grafana-ds-dh")).To(ConsistOf("worksdir"))
		Expect(after("deepflow-grafana-init-custom-plugins")).To(ConsistOf("worksdir"))
	})

	It("has a smaller form of images made here, on the same files", func() {
		local, err := loadCompose(composeLocalFile, compose.Variables(dir, composeNode)...)
		Expect(err).NotTo(HaveOccurred())
		Expect(local.ServiceNames()).To(ConsistOf("mysql", "clickhouse", "deepflow-server", "deepflow-agent"))
		for name, s := range local.Services {
			image, ok := docker.LocalImages().Of(composeParts[name])
			Expect(ok).To(BeTrue(), name)
			Expect(s.Image).To(Equal(image.Ref), name)
			Expect(s.NetworkMode).To(Equal("host"), name)
			Expect(s.ContainerName).To(Equal(project.Services[name].ContainerName))
			if name != "deepflow-agent" {
				Expect(mounts(s, dir)).To(Equal(mounts(project.Services[name], dir)), name)
				Expect(environment(s)).To(Equal(environment(project.Services[name])), name)
			}
		}
	})
})
