package metadata

import "github.com/dflab/dflab/lab/deepflow/logline"

// Lines of server/controller/trisolaris/metadata at v6.6.9 that no recording shows.
var (
	lineReadFailed        = line(logline.Error, "trisolaris.metadata", "metadata.go", 122, "%s")
	lineStartPolicy       = line(logline.Info, "trisolaris.metadata", "metadata.go", 219, "start generate policy from rpc")
	lineEndPolicy         = line(logline.Info, "trisolaris.metadata", "metadata.go", 224, "end generate policy from rpc")
	lineStartGroup        = line(logline.Info, "trisolaris.metadata", "metadata.go", 227, "start generate group from rpc")
	lineEndGroup          = line(logline.Info, "trisolaris.metadata", "metadata.go", 231, "end generate group from rpc")
	lineStartTapType      = line(logline.Info, "trisolaris.metadata", "metadata.go", 234, "start generate tap type from rpc")
	lineEndTapType        = line(logline.Info, "trisolaris.metadata", "metadata.go", 237, "end generate tap type from rpc")
	lineStartAgentPolicy  = line(logline.Info, "trisolaris.agentmetadata", "metadata.go", 139, "start generate policy from rpc")
	lineEndAgentPolicy    = line(logline.Info, "trisolaris.agentmetadata", "metadata.go", 142, "end generate policy from rpc")
	lineStartAgentGroup   = line(logline.Info, "trisolaris.agentmetadata", "metadata.go", 146, "start generate group from rpc")
	lineEndAgentGroup     = line(logline.Info, "trisolaris.agentmetadata", "metadata.go", 148, "end generate group from rpc")
	lineStartAgentTapType = line(logline.Info, "trisolaris.agentmetadata", "metadata.go", 153, "start generate capture network type from rpc")
	lineEndAgentTapType   = line(logline.Info, "trisolaris.agentmetadata", "metadata.go", 155, "end generate capture network type from rpc")
)

func line(level logline.Level, module, file string, n int, format string) *logline.Line {
	return &logline.Line{Level: level, Module: module, File: file, Line: n, Format: format, Source: "server/controller/trisolaris/metadata at v6.6.9"}
}

// texts are the lines of one half: the same statements stand in metadata and in agentmetadata.
type texts struct {
	module         string
	noDevice       *logline.Line
	all, exceptPod *logline.Line
	cost           *logline.Line
	domainChanged  *logline.Line
	changed        map[change]int // line number in raw_data.go
	gprocess       bool           // the ingester's data has processes
}

var agentTexts = texts{
	module: "trisolaris.agentmetadata", noDevice: logline.ServerAgentVifDeviceNotFound,
	all: logline.ServerAgentAllSimplePlatformData, exceptPod: logline.ServerAgentAllSimplePlatformDataExceptPod,
	cost: logline.ServerAgentPlatformDataCost, domainChanged: logline.ServerAgentDomainDataChanged,
	changed: map[change]int{
		vmChanged: 1339, networkCountChanged: 1358, networkTypeChanged: 1364, networkChanged: 1368, subnetChanged: 1375,
		netmaskChanged: 1380, vpcChanged: 1385, tunnelChanged: 1390, lanVifsChanged: 1395, wanVifsChanged: 1400, lanIPsChanged: 1405,
		wanIPsChanged: 1410, regionChanged: 1420, azChanged: 1425,
	},
}

var ingesterTexts = texts{
	module: "trisolaris.metadata", noDevice: logline.ServerVifDeviceNotFound,
	all: logline.ServerAllSimplePlatformData, exceptPod: logline.ServerAllSimplePlatformDataExceptPod,
	cost: logline.ServerPlatformDataCost, domainChanged: logline.ServerDomainDataChanged, gprocess: true,
	changed: map[change]int{
		vmChanged: 1400, networkCountChanged: 1419, networkTypeChanged: 1425, networkChanged: 1429, subnetChanged: 1436,
		netmaskChanged: 1441, vpcChanged: 1446, tunnelChanged: 1451, lanVifsChanged: 1456, wanVifsChanged: 1461, lanIPsChanged: 1466,
		wanIPsChanged: 1471, regionChanged: 1481, azChanged: 1486,
	},
}

// lineChanged is "platform <what> changed" of one half.
func (t *texts) lineChanged(c change) *logline.Line {
	return line(logline.Info, t.module, "raw_data.go", t.changed[c], "platform "+changeNames[c]+" changed")
}
