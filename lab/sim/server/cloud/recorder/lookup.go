package recorder

import (
	"database/sql/driver"
	"encoding/json"
	"net/netip"
)

// lookup is the recorder's maps from one resource to another (server/controller/recorder/cache/tool/data_set.go at v6.6.9).
type lookup struct {
	vpcID       map[string]int
	vpcLcuuid   map[int]string
	hostID      map[string]int // by address
	vmID        map[string]int
	vmLcuuid    map[int]string
	vmVPC       map[int]int // what the VM was added with: a VM that moves keeps it until the next reload, as upstream
	networkID   map[string]int
	networkName map[int]string // lcuuids
	networkVPC  map[int]int
	nic         map[string]nic
}

type nic struct{ id, kind, networkID int }

func newLookup() *lookup {
	return &lookup{
		vpcID: map[string]int{}, vpcLcuuid: map[int]string{}, hostID: map[string]int{},
		vmID: map[string]int{}, vmLcuuid: map[int]string{}, vmVPC: map[int]int{},
		networkID: map[string]int{}, networkName: map[int]string{}, networkVPC: map[int]int{}, nic: map[string]nic{},
	}
}

// nicVPC is the VPC of a NIC: its device's, or its network's.
func (l *lookup) nicVPC(deviceLcuuid string, networkID int) (int, bool) {
	if id, ok := l.vmID[deviceLcuuid]; ok && l.vmVPC[id] != 0 {
		return l.vmVPC[id], true
	}
	id, ok := l.networkVPC[networkID]
	return id, ok
}

// tags is vm.cloud_tags, JSON in the table.
type tags map[string]string

// Value is the JSON text; no tags are {}.
func (t tags) Value() (driver.Value, error) {
	if t == nil {
		return "{}", nil
	}
	b, err := json.Marshal(map[string]string(t))
	return string(b), err
}

// prefixAndMask splits "10.50.72.0/24" into "10.50.72.0" and "255.255.255.0".
func prefixAndMask(cidr string) (prefix, mask string, err error) {
	p, err := netip.ParsePrefix(cidr)
	if err != nil {
		return "", "", err
	}
	b := make([]byte, p.Addr().BitLen()/8)
	for bit := range p.Bits() {
		b[bit/8] |= 0x80 >> (bit % 8)
	}
	m, _ := netip.AddrFromSlice(b)
	return p.Addr().String(), m.String(), nil
}
