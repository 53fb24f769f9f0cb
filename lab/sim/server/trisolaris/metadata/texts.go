package metadata

import "github.com/dflab/dflab/lab/deepflow/logline"

// texts are the lines of one half: the same statements stand in metadata and in agentmetadata.
type texts struct {
	noDevice       *logline.Line
	all, exceptPod *logline.Line
	cost           *logline.Line
	domainChanged  *logline.Line
	badMac         *logline.Line
	changed        map[change]*logline.Line
	gprocess       bool // the ingester's data has processes
}

var agentTexts = texts{
	noDevice: logline.ServerAgentVifDeviceNotFound,
	all:      logline.ServerAgentAllSimplePlatformData, exceptPod: logline.ServerAgentAllSimplePlatformDataExceptPod,
	cost: logline.ServerAgentPlatformDataCost, domainChanged: logline.ServerAgentDomainDataChanged, badMac: logline.ServerAgentVifMacInvalid,
	changed: map[change]*logline.Line{
		vmChanged:           logline.ServerAgentPlatformVMChanged,
		networkCountChanged: logline.ServerAgentPlatformNetworkCountChanged,
		networkTypeChanged:  logline.ServerAgentPlatformNetworkChanged,
		networkChanged:      logline.ServerAgentPlatformNetworkIDChanged,
		subnetChanged:       logline.ServerAgentPlatformSubnetChanged,
		netmaskChanged:      logline.ServerAgentPlatformNetmaskChanged,
		vpcChanged:          logline.ServerAgentPlatformVPCChanged,
		tunnelChanged:       logline.ServerAgentPlatformTunnelChanged,
		lanVifsChanged:      logline.ServerAgentPlatformLANVifsChanged,
		wanVifsChanged:      logline.ServerAgentPlatformWANVifsChanged,
		lanIPsChanged:       logline.ServerAgentPlatformLANIPsChanged,
		wanIPsChanged:       logline.ServerAgentPlatformWANIPsChanged,
		regionChanged:       logline.ServerAgentPlatformRegionChanged,
		azChanged:           logline.ServerAgentPlatformAZChanged,
	},
}

var ingesterTexts = texts{
	noDevice: logline.ServerVifDeviceNotFound,
	all:      logline.ServerAllSimplePlatformData, exceptPod: logline.ServerAllSimplePlatformDataExceptPod,
	cost: logline.ServerPlatformDataCost, domainChanged: logline.ServerDomainDataChanged, badMac: logline.ServerVifMacInvalid, gprocess: true,
	changed: map[change]*logline.Line{
		vmChanged:           logline.ServerPlatformVMChanged,
		networkCountChanged: logline.ServerPlatformNetworkCountChanged,
		networkTypeChanged:  logline.ServerPlatformNetworkChanged,
		networkChanged:      logline.ServerPlatformNetworkIDChanged,
		subnetChanged:       logline.ServerPlatformSubnetChanged,
		netmaskChanged:      logline.ServerPlatformNetmaskChanged,
		vpcChanged:          logline.ServerPlatformVPCChanged,
		tunnelChanged:       logline.ServerPlatformTunnelChanged,
		lanVifsChanged:      logline.ServerPlatformLANVifsChanged,
		wanVifsChanged:      logline.ServerPlatformWANVifsChanged,
		lanIPsChanged:       logline.ServerPlatformLANIPsChanged,
		wanIPsChanged:       logline.ServerPlatformWANIPsChanged,
		regionChanged:       logline.ServerPlatformRegionChanged,
		azChanged:           logline.ServerPlatformAZChanged,
	},
}
