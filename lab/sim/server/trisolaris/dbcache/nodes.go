package dbcache

// Controller is a row of table controller. State 2 is complete, 4 exception, 5 maintenance.
type Controller struct {
	ID                              int
	State                           int
	Name, IP, NATIP                 string
	CPUNum                          int
	MemorySize                      int64
	Arch, OS, KernelVersion         string
	VTapMax                         int
	NodeType                        int // 1 master, 2 slave
	RegionDomainPrefix              string
	NodeName, PodIP, PodName, CAMD5 string
	Lcuuid                          string
}

// Controllers are the controllers.
func (c *Cache) Controllers() ([]Controller, error) {
	return read(c, "controller", "id, state, name, ip, nat_ip, cpu_num, memory_size, arch, os, kernel_version, vtap_max, node_type, "+
		"region_domain_prefix, node_name, pod_ip, pod_name, ca_md5, lcuuid", false, func(r *Controller) []any {
		return []any{
			&r.ID, or0(&r.State), or0(&r.Name), or0(&r.IP), or0(&r.NATIP), or0(&r.CPUNum), or0(&r.MemorySize), or0(&r.Arch),
			or0(&r.OS), or0(&r.KernelVersion), or0(&r.VTapMax), or0(&r.NodeType), or0(&r.RegionDomainPrefix), or0(&r.NodeName),
			or0(&r.PodIP), or0(&r.PodName), or0(&r.CAMD5), or0(&r.Lcuuid),
		}
	})
}

// Analyzer is a row of table analyzer: a data node, an ingester.
type Analyzer struct {
	ID                      int
	State                   int
	Name, IP, NATIP         string
	CPUNum                  int
	MemorySize              int64
	Arch, OS, KernelVersion string
	VTapMax                 int
	PodIP, PodName, CAMD5   string
	Lcuuid                  string
}

// Analyzers are the data nodes.
func (c *Cache) Analyzers() ([]Analyzer, error) {
	return read(c, "analyzer", "id, state, name, ip, nat_ip, cpu_num, memory_size, arch, os, kernel_version, vtap_max, pod_ip, pod_name, "+
		"ca_md5, lcuuid", false, func(r *Analyzer) []any {
		return []any{
			&r.ID, or0(&r.State), or0(&r.Name), or0(&r.IP), or0(&r.NATIP), or0(&r.CPUNum), or0(&r.MemorySize), or0(&r.Arch),
			or0(&r.OS), or0(&r.KernelVersion), or0(&r.VTapMax), or0(&r.PodIP), or0(&r.PodName), or0(&r.CAMD5), or0(&r.Lcuuid),
		}
	})
}

// AZConnection says which controller or analyzer serves an availability zone; AZ "ALL" means all of the region.
type AZConnection struct {
	ID             int
	AZ, Region, IP string
}

func connection(r *AZConnection) []any {
	return []any{&r.ID, or0(&r.AZ), or0(&r.Region), or0(&r.IP)}
}

// AZControllerConnections is table az_controller_connection.
func (c *Cache) AZControllerConnections() ([]AZConnection, error) {
	return read(c, "az_controller_connection", "id, az, region, controller_ip", false, connection)
}

// AZAnalyzerConnections is table az_analyzer_connection.
func (c *Cache) AZAnalyzerConnections() ([]AZConnection, error) {
	return read(c, "az_analyzer_connection", "id, az, region, analyzer_ip", false, connection)
}
