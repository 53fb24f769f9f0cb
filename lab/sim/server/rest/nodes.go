package rest

import (
	"time"

	"github.com/gin-gonic/gin"
)

// controller is a controller as answers show it.
type controller struct {
	ID                 int       `json:"ID"`
	IP                 string    `json:"IP"`
	Name               string    `json:"NAME"`
	NodeType           int       `json:"NODE_TYPE"`
	State              int       `json:"STATE"`
	PodIP              string    `json:"POD_IP"`
	NatIP              string    `json:"NAT_IP"`
	NatIPEnabled       int       `json:"NAT_IP_ENABLED"`
	CPUNum             int       `json:"CPU_NUM"`
	MemorySize         int64     `json:"MEMORY_SIZE"`
	Arch               string    `json:"ARCH"`
	ArchType           int       `json:"ARCH_TYPE"`
	Os                 string    `json:"OS"`
	OsType             int       `json:"OS_TYPE"`
	KernelVersion      string    `json:"KERNEL_VERSION"`
	VtapCount          int       `json:"VTAP_COUNT"`
	CurVtapCount       int       `json:"CUR_VTAP_COUNT"`
	VTapMax            int       `json:"VTAP_MAX"`
	RegionDomainPrefix string    `json:"REGION_DOMAIN_PREFIX"`
	SyncedAt           time.Time `json:"SYNCED_AT"`
	Region             string    `json:"REGION"`
	RegionName         string    `json:"REGION_NAME"`
	IsAllAz            bool      `json:"IS_ALL_AZ"`
	Azs                []nodeAZ  `json:"AZS"`
	Lcuuid             string    `json:"LCUUID"`
}

// analyzer is an analyzer (ingester) as answers show it.
type analyzer struct {
	ID                int       `json:"ID"`
	IP                string    `json:"IP"`
	Name              string    `json:"NAME"`
	State             int       `json:"STATE"`
	PodIP             string    `json:"POD_IP"`
	NatIP             string    `json:"NAT_IP"`
	NatIPEnabled      int       `json:"NAT_IP_ENABLED"`
	Agg               int       `json:"AGG"`
	CPUNum            int       `json:"CPU_NUM"`
	MemorySize        int64     `json:"MEMORY_SIZE"`
	Arch              string    `json:"ARCH"`
	ArchType          int       `json:"ARCH_TYPE"`
	Os                string    `json:"OS"`
	OsType            int       `json:"OS_TYPE"`
	KernelVersion     string    `json:"KERNEL_VERSION"`
	VtapCount         int       `json:"VTAP_COUNT"`
	CurVtapCount      int       `json:"CUR_VTAP_COUNT"`
	VTapMax           int       `json:"VTAP_MAX"`
	PcapDataMountPath string    `json:"PCAP_DATA_MOUNT_PATH"`
	SyncedAt          time.Time `json:"SYNCED_AT"`
	Region            string    `json:"REGION"`
	RegionName        string    `json:"REGION_NAME"`
	IsAllAz           bool      `json:"IS_ALL_AZ"`
	Azs               []nodeAZ  `json:"AZS"`
	Lcuuid            string    `json:"LCUUID"`
}

type nodeAZ struct {
	Az     string `json:"AZ"`
	AzName string `json:"AZ_NAME"`
}

func (s *Server) routeNodes(e *gin.Engine) {
	for _, node := range []struct {
		path  string
		serve gin.HandlerFunc
	}{{"/v1/controllers", s.getControllers}, {"/v1/analyzers", s.getAnalyzers}} {
		g := e.Group(node.path, adminOnly)
		g.GET("/:lcuuid/", org(node.serve))
		g.GET("/", org(node.serve))
	}
}

func nodeFilter(c *gin.Context) filter {
	f := filter{}
	if lcuuid := c.Param("lcuuid"); lcuuid != "" {
		f.equal("lcuuid", lcuuid)
	} else if ip, ok := c.GetQuery("ip"); ok {
		f.equal("ip", ip)
	} else if name := c.Query("name"); name != "" {
		f.conditions = append(f.conditions, "(name = ? OR ip = ?)")
		f.args = append(f.args, name, name)
	}
	return f
}

func (s *Server) getControllers(c *gin.Context) {
	f := nodeFilter(c)
	rows, err := s.query("SELECT * FROM controller"+f.String()+" ORDER BY id", f.args...)
	if err != nil {
		respond(c, nil, err)
		return
	}
	var list []controller
	for _, r := range rows {
		place, err := s.place("controller", r["ip"])
		if err != nil {
			respond(c, nil, err)
			return
		}
		list = append(list, controller{
			ID: r.num("id"), IP: r["ip"], Name: r["name"], NodeType: r.num("node_type"), State: nodeState(r), PodIP: r["pod_ip"],
			NatIP: r["nat_ip"], NatIPEnabled: r.num("nat_ip_enabled"), CPUNum: r.num("cpu_num"), MemorySize: r.num64("memory_size"),
			Arch: r["arch"], ArchType: archType(r["arch"]), Os: r["os"], OsType: osType(r["os"]), KernelVersion: r["kernel_version"],
			VtapCount: place.vtaps, CurVtapCount: place.current, VTapMax: r.num("vtap_max"), RegionDomainPrefix: r["region_domain_prefix"],
			SyncedAt: s.time(r["synced_at"]), Region: place.region, RegionName: place.regionName, IsAllAz: place.allAZ, Azs: place.azs,
			Lcuuid: r["lcuuid"],
		})
	}
	respond(c, list, nil)
}

func (s *Server) getAnalyzers(c *gin.Context) {
	f := nodeFilter(c)
	rows, err := s.query("SELECT * FROM analyzer"+f.String()+" ORDER BY id", f.args...)
	if err != nil {
		respond(c, nil, err)
		return
	}
	var list []analyzer
	for _, r := range rows {
		place, err := s.place("analyzer", r["ip"])
		if err != nil {
			respond(c, nil, err)
			return
		}
		list = append(list, analyzer{
			ID: r.num("id"), IP: r["ip"], Name: r["name"], State: nodeState(r), PodIP: r["pod_ip"],
			NatIP: r["nat_ip"], NatIPEnabled: r.num("nat_ip_enabled"), Agg: r.num("agg"), CPUNum: r.num("cpu_num"), MemorySize: r.num64("memory_size"),
			Arch: r["arch"], ArchType: archType(r["arch"]), Os: r["os"], OsType: osType(r["os"]), KernelVersion: r["kernel_version"],
			VtapCount: place.vtaps, CurVtapCount: place.current, VTapMax: r.num("vtap_max"), PcapDataMountPath: r["pcap_data_mount_path"],
			SyncedAt: s.time(r["synced_at"]), Region: place.region, RegionName: place.regionName, IsAllAz: place.allAZ, Azs: place.azs,
			Lcuuid: r["lcuuid"],
		})
	}
	respond(c, list, nil)
}

// nodeState shows every state but complete (2) and maintenance (5) as exception (4).
func nodeState(r row) int {
	if n := r.num("state"); n == 2 || n == 5 {
		return n
	}
	return 4
}

// place is a node's region, zones and how many agents it has: assigned, and connected.
type place struct {
	region, regionName string
	allAZ              bool
	azs                []nodeAZ
	vtaps, current     int
}

func (s *Server) place(kind, ip string) (p place, err error) {
	connections, err := s.query("SELECT az, region FROM az_"+kind+"_connection WHERE "+kind+"_ip = ? ORDER BY id", ip)
	if err != nil {
		return p, err
	}
	for i, con := range connections {
		if i == 0 {
			regions, err := s.query("SELECT lcuuid, name FROM region WHERE lcuuid = ? AND deleted_at IS NULL", con["region"])
			if err != nil {
				return p, err
			}
			for _, r := range regions {
				p.region, p.regionName = r["lcuuid"], r["name"]
			}
		}
		p.allAZ = con["az"] == "ALL"
		condition, value := "lcuuid", con["az"]
		if p.allAZ {
			condition, value = "region", con["region"]
		}
		azs, err := s.query("SELECT lcuuid, name FROM az WHERE "+condition+" = ? AND deleted_at IS NULL ORDER BY id", value)
		if err != nil {
			return p, err
		}
		for _, az := range azs {
			p.azs = append(p.azs, nodeAZ{az["lcuuid"], az["name"]})
		}
	}
	for _, count := range []struct {
		column string
		into   *int
	}{{kind + "_ip", &p.vtaps}, {"cur_" + kind + "_ip", &p.current}} {
		rows, err := s.query("SELECT COUNT(*) AS n FROM vtap WHERE "+count.column+" = ?", ip)
		if err != nil {
			return p, err
		}
		*count.into = rows[0].num("n")
	}
	return p, nil
}
