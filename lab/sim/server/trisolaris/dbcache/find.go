package dbcache

import (
	"strings"
	"time"
)

// What registration asks for. Each asks the database, as the real server does, as it happens only while an agent is not registered.

// marks are n question marks.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

func args[T any](list []T, more ...any) []any {
	all := append([]any{}, more...)
	for _, v := range list {
		all = append(all, v)
	}
	return all
}

// Host is a row of table host_device. HType 5 is Hyper-V.
type Host struct {
	Named
	IP, AZ, Region string
	HType          int
}

func hostFields(r *Host) []any {
	return []any{&r.ID, or0(&r.Name), or0(&r.Lcuuid), or0(&r.IP), or0(&r.AZ), or0(&r.Region), or0(&r.HType)}
}

const hostQuery = "SELECT id, name, lcuuid, ip, az, region, htype FROM host_device WHERE deleted_at IS NULL AND "

// HostByIPs is the first host with one of the addresses; nil if there is none.
func (c *Cache) HostByIPs(ips []string) (*Host, error) {
	if len(ips) == 0 {
		return nil, nil
	}
	return first(query(c, hostQuery+"ip IN ("+marks(len(ips))+") ORDER BY id LIMIT 1", hostFields, args(ips)...))
}

// HostByName is the host of that name; nil if there is none.
func (c *Cache) HostByName(name string) (*Host, error) {
	return first(query(c, hostQuery+"name = ? ORDER BY id LIMIT 1", hostFields, name))
}

func first[T any](rows []T, err error) (*T, error) {
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// PodNode is a row of table pod_node.
type PodNode struct {
	Named
	IP, AZ, Region string
}

const podNodeQuery = "SELECT id, name, lcuuid, ip, az, region FROM pod_node WHERE deleted_at IS NULL AND "

func podNodeFields(r *PodNode) []any {
	return []any{&r.ID, or0(&r.Name), or0(&r.Lcuuid), or0(&r.IP), or0(&r.AZ), or0(&r.Region)}
}

// PodNodesByIPs are the Kubernetes nodes with one of the addresses.
func (c *Cache) PodNodesByIPs(ips []string) ([]PodNode, error) {
	if len(ips) == 0 {
		return nil, nil
	}
	return query(c, podNodeQuery+"ip IN ("+marks(len(ips))+") ORDER BY id", podNodeFields, args(ips)...)
}

// PodNodesByName are the Kubernetes nodes of that name.
func (c *Cache) PodNodesByName(name string) ([]PodNode, error) {
	return query(c, podNodeQuery+"name = ? ORDER BY id", podNodeFields, name)
}

// LANIPsOf are the rows of vinterface_ip with one of the addresses.
func (c *Cache) LANIPsOf(ips []string) ([]IP, error) { return c.ipsOf("vinterface_ip", ips) }

// WANIPsOf are the rows of ip_resource with one of the addresses.
func (c *Cache) WANIPsOf(ips []string) ([]IP, error) { return c.ipsOf("ip_resource", ips) }

func (c *Cache) ipsOf(table string, ips []string) ([]IP, error) {
	if len(ips) == 0 {
		return nil, nil
	}
	return query(c, "SELECT id, ip, vifid FROM "+table+" WHERE ip IN ("+marks(len(ips))+") ORDER BY id", func(r *IP) []any {
		return []any{&r.ID, or0(&r.IP), or0(&r.VInterfaceID)}
	}, args(ips)...)
}

// VInterfacesOf are the NICs with that MAC, region and device type among ids.
func (c *Cache) VInterfacesOf(mac, region string, deviceType int, ids []int) ([]VInterface, error) {
	return query(c, "SELECT "+vifColumns+" FROM vinterface WHERE mac = ? AND region = ? AND devicetype = ? AND id IN ("+marks(len(ids))+") ORDER BY id",
		vifFields, args(ids, mac, region, deviceType)...)
}

// VInterfaceOfDevices is the NIC with that MAC, region and device type on one of the devices; nil if there is none.
func (c *Cache) VInterfaceOfDevices(mac, region string, deviceType int, devices []int) (*VInterface, error) {
	return first(query(c, "SELECT "+vifColumns+" FROM vinterface WHERE mac = ? AND region = ? AND devicetype = ? AND deviceid IN ("+marks(len(devices))+") ORDER BY id LIMIT 1",
		vifFields, args(devices, mac, region, deviceType)...))
}

// VInterfaceByID is the NIC of that id; nil if there is none.
func (c *Cache) VInterfaceByID(id int) (*VInterface, error) {
	return first(query(c, "SELECT "+vifColumns+" FROM vinterface WHERE id = ?", vifFields, id))
}

// FirstVM is the vm of the smallest id among ids; nil if there is none.
func (c *Cache) FirstVM(ids []int) (*VM, error) {
	return first(query(c, "SELECT "+vmColumns+" FROM vm WHERE deleted_at IS NULL AND id IN ("+marks(len(ids))+") ORDER BY id LIMIT 1", vmFields, args(ids)...))
}

// VMOfPodNode is the id of the vm that a Kubernetes node runs on; 0 if none.
func (c *Cache) VMOfPodNode(id int) (int, error) {
	vm, err := first(query(c, "SELECT vm_id FROM vm_pod_node_connection WHERE pod_node_id = ? ORDER BY id LIMIT 1", func(r *int) []any { return []any{r} }, id))
	if err != nil || vm == nil {
		return 0, err
	}
	return *vm, nil
}

// Package is a stored agent build (vtap_repo) or plugin.
type Package struct {
	RevCount, CommitID string
	K8sImage           string
	Image              []byte
	UpdatedAt          int64 // unix seconds
}

// AgentPackage is the agent build of that name; nil if there is none.
func (c *Cache) AgentPackage(name string) (*Package, error) {
	return first(query(c, "SELECT rev_count, commit_id, k8s_image, image FROM vtap_repo WHERE name = ? ORDER BY id LIMIT 1", func(r *Package) []any {
		return []any{or0(&r.RevCount), or0(&r.CommitID), or0(&r.K8sImage), &r.Image}
	}, name))
}

// Plugin is the plugin of that name and type; nil if there is none.
func (c *Cache) Plugin(name string, kind int) (*Package, error) {
	type row struct {
		image []byte
		at    time.Time
	}
	r, err := first(query(c, "SELECT image, updated_at FROM plugin WHERE name = ? AND type = ? ORDER BY id LIMIT 1", func(r *row) []any {
		return []any{&r.image, when{&r.at, c.c.Location}}
	}, name, kind))
	if err != nil || r == nil {
		return nil, err
	}
	return &Package{Image: r.image, UpdatedAt: r.at.Unix()}, nil
}
