package logline

// Lines of the ingester and of its link to the controller.
var (
	// server/ingester/app_log/decoder/decoder.go
	ServerAppLogDecoderRun   = server("ServerAppLogDecoderRun", Info, "app_log.decoder", "server/ingester/app_log/decoder/decoder.go", 155, false, "application log (%s-%d) decoder run")
	ServerSyslogDecodeFailed = server("ServerSyslogDecodeFailed", Error, "app_log.decoder", "server/ingester/app_log/decoder/decoder.go", 191, false, "syslog decode failed, offset=%d len=%d")
	ServerSyslogParseFailed  = server("ServerSyslogParseFailed", Error, "app_log.decoder", "server/ingester/app_log/decoder/decoder.go", 199, false, "syslog parse failed: %s")

	// server/ingester/datasource/datasource.go
	ServerDatasourceClickHouseFailed = server("ServerDatasourceClickHouseFailed", Critical, "data_source", "server/ingester/datasource/datasource.go", 79, true, "create clickhouse connections failed: %s")

	// server/ingester/ext_metrics/decoder/decoder.go
	ServerStatsDecodeFailed = server("ServerStatsDecodeFailed", Error, "ext_metrics.decoder", "server/ingester/ext_metrics/decoder/decoder.go", 188, false, "deepflow stats decode failed, offset=%d len=%d")
	ServerStatsParseFailed  = server("ServerStatsParseFailed", Warning, "ext_metrics.decoder", "server/ingester/ext_metrics/decoder/decoder.go", 195, false, "deepflow stats parse failed, err msg: %s")
	ServerStatsInvalid      = server("ServerStatsInvalid", Warning, "ext_metrics.decoder", "server/ingester/ext_metrics/decoder/decoder.go", 207, false, "ext metrics is invalid. %+v")

	// server/ingester/flow_log/decoder/decoder.go
	ServerFlowDecodeFailed     = server("ServerFlowDecodeFailed", Error, "flow_log.decoder", "server/ingester/flow_log/decoder/decoder.go", 207, false, "flow decode failed, offset=%d len=%d")
	ServerFlowInvalid          = server("ServerFlowInvalid", Warning, "flow_log.decoder", "server/ingester/flow_log/decoder/decoder.go", 212, false, "invalid flow %s")
	ServerProtoLogDecodeFailed = server("ServerProtoLogDecodeFailed", Error, "flow_log.decoder", "server/ingester/flow_log/decoder/decoder.go", 227, false, "proto log decode failed, offset=%d len=%d")

	// server/ingester/flow_metrics/unmarshaller/unmarshaller.go
	ServerMetricsDecodeFailed = server("ServerMetricsDecodeFailed", Warning, "flow_metrics.unmarshaller", "server/ingester/flow_metrics/unmarshaller/unmarshaller.go", 238, false, "Decode failed, bytes len=%d err=%s")

	// server/ingester/ingester/ingester.go
	ServerIngesterBanner       = server("ServerIngesterBanner", Info, "ingester", "server/ingester/ingester/ingester.go", 78, true, "==================== Launching DeepFlow-Server-Ingester ====================")
	ServerIngesterBaseConfig   = server("ServerIngesterBaseConfig", Info, "ingester", "server/ingester/ingester/ingester.go", 79, true, "ingester base config:\n%s")
	ServerFlowLogConfig        = server("ServerFlowLogConfig", Info, "ingester", "server/ingester/ingester/ingester.go", 104, false, "flow log config:\n%s")
	ServerFlowMetricsConfig    = server("ServerFlowMetricsConfig", Info, "ingester", "server/ingester/ingester/ingester.go", 108, false, "flow metrics config:\n%s")
	ServerExtMetricsConfig     = server("ServerExtMetricsConfig", Info, "ingester", "server/ingester/ingester/ingester.go", 112, false, "ext_metrics config:\n%s")
	ServerEventConfig          = server("ServerEventConfig", Info, "ingester", "server/ingester/ingester/ingester.go", 116, false, "event config:\n%s")
	ServerPcapConfig           = server("ServerPcapConfig", Info, "ingester", "server/ingester/ingester/ingester.go", 120, false, "pcap config:\n%s")
	ServerProfileConfig        = server("ServerProfileConfig", Info, "ingester", "server/ingester/ingester/ingester.go", 124, false, "profile config:\n%s")
	ServerPrometheusConfig     = server("ServerPrometheusConfig", Info, "ingester", "server/ingester/ingester/ingester.go", 128, false, "prometheus config:\n%s")
	ServerApplicationLogConfig = server("ServerApplicationLogConfig", Info, "ingester", "server/ingester/ingester/ingester.go", 132, false, "application log  config:\n%s")
	ServerExportersConfig      = server("ServerExportersConfig", Info, "ingester", "server/ingester/ingester/ingester.go", 136, false, "exporters config:\n%s")

	// server/ingester/pkg/ckwriter/ckwriter.go
	ServerExecSQLFailed     = server("ServerExecSQLFailed", Warning, "ckwriter", "server/ingester/pkg/ckwriter/ckwriter.go", 163, false, "Exec SQL (%s) failed: %s, will retry")
	ServerNewCKWriter       = server("ServerNewCKWriter", Info, "ckwriter", "server/ingester/pkg/ckwriter/ckwriter.go", 290, false, "New CK writer: Addrs=%v, user=%s, database=%s, table=%s, queueCount=%d, queueSize=%d, batchSize=%d, flushTimeout=%ds, counterName=%s, timeZone=%s")
	ServerWriterOrgInvalid  = server("ServerWriterOrgInvalid", Warning, "ckwriter", "server/ingester/pkg/ckwriter/ckwriter.go", 471, false, "writer queue (%s) item wrong orgID %d")
	ServerOrgNotExist       = server("ServerOrgNotExist", Warning, "ckwriter", "server/ingester/pkg/ckwriter/ckwriter.go", 573, false, "table (%s.%s) orgId is not exist, drop (%d) items")
	ServerCreateTableFailed = server("ServerCreateTableFailed", Warning, "ckwriter", "server/ingester/pkg/ckwriter/ckwriter.go", 583, false, "create table (%s.%s) failed, drop (%d) items: %s")
	ServerWriteTableFailed  = server("ServerWriteTableFailed", Warning, "ckwriter", "server/ingester/pkg/ckwriter/ckwriter.go", 593, false, "write table (%s.%s) failed, drop (%d) items: %s")

	// server/libs/grpc/grpc_platformdata.go
	ServerWaitingForGetOrgIDs        = server("ServerWaitingForGetOrgIDs", Info, "grpc", "server/libs/grpc/grpc_platformdata.go", 219, true, "waiting for get org ids")
	ServerUpdateSlaveGroups          = server("ServerUpdateSlaveGroups", Info, "grpc", "server/libs/grpc/grpc_platformdata.go", 1155, false, "update slave (%s) rpc groups version %d -> %d ")
	ServerUpdateSlavePlatformData    = server("ServerUpdateSlavePlatformData", Info, "grpc", "server/libs/grpc/grpc_platformdata.go", 1160, true, "update slave (%s) rpc platformdata version %d -> %d  regionID=%d")
	ServerUpdateIngesterGroups       = server("ServerUpdateIngesterGroups", Info, "grpc", "server/libs/grpc/grpc_platformdata.go", 1262, true, "update rpc groups version %d -> %d")
	ServerUpdateIngesterPlatformData = server("ServerUpdateIngesterPlatformData", Info, "grpc", "server/libs/grpc/grpc_platformdata.go", 1291, true, "update rpc platformdata version %d -> %d  regionID=%d")
	ServerRequestOrgIDsFailed        = server("ServerRequestOrgIDsFailed", Error, "grpc", "server/libs/grpc/grpc_platformdata.go", 1319, true, "request org ids failed: %s")
	ServerOrgIDsChanged              = server("ServerOrgIDsChanged", Info, "grpc", "server/libs/grpc/grpc_platformdata.go", 1349, true, "org ids changed from %+v to %+v")

	// server/libs/grpc/grpc_session.go
	ServerIngesterSyncFailed   = server("ServerIngesterSyncFailed", Warning, "grpc", "server/libs/grpc/grpc_session.go", 100, true, "Sync from server %s failed, reason: %s")
	ServerIngesterSynchronized = server("ServerIngesterSynchronized", Info, "grpc", "server/libs/grpc/grpc_session.go", 109, true, "Synchronized to server %v")

	// server/libs/receiver/receiver.go
	ServerUDPDropQuiet           = server("ServerUDPDropQuiet", Info, "receiver", "server/libs/receiver/receiver.go", 664, false, "UDP socket recv size %d from %s:%d, %s Already drop log count %d")
	ServerUDPDropFrom            = server("ServerUDPDropFrom", Warning, "receiver", "server/libs/receiver/receiver.go", 666, false, "UDP socket recv size %d from %s:%d, err:%s, already drop log count %d")
	ServerUDPDrop                = server("ServerUDPDrop", Warning, "receiver", "server/libs/receiver/receiver.go", 669, false, "UDP socket recv size %d, %s, already drop log count %d")
	ServerReceiverDrop           = server("ServerReceiverDrop", Warning, "receiver", "server/libs/receiver/receiver.go", 681, false, "%s, already drop log count %d")
	ServerIllegalOrgID           = server("ServerIllegalOrgID", Warning, "receiver", "server/libs/receiver/receiver.go", 694, false, "the org id (%d) in the header of the received agent message is illegal")
	ServerDecompressFailed       = server("ServerDecompressFailed", Error, "receiver", "server/libs/receiver/receiver.go", 813, false, "decompressed buffer error: %v")
	ServerAcceptFailed           = server("ServerAcceptFailed", Error, "receiver", "server/libs/receiver/receiver.go", 824, false, "Accept error.%s ")
	ServerTCPSetReadBufferFailed = server("ServerTCPSetReadBufferFailed", Warning, "receiver", "server/libs/receiver/receiver.go", 830, false, "TCP client (%s) set read buffer failed, err: %s")
	ServerTCPConnectSuccess      = server("ServerTCPConnectSuccess", Info, "receiver", "server/libs/receiver/receiver.go", 832, false, "TCP client (%s) connect success, set read buffer %d.")
	ServerTCPConnectSuccessPlain = server("ServerTCPConnectSuccessPlain", Info, "receiver", "server/libs/receiver/receiver.go", 835, false, "TCP client (%s) connect success.")
	ServerTCPReadErrorBaseHeader = server("ServerTCPReadErrorBaseHeader", Warning, "receiver", "server/libs/receiver/receiver.go", 904, false, "TCP client (%s) connection read error: %s")
	ServerTCPDecodeError         = server("ServerTCPDecodeError", Warning, "receiver", "server/libs/receiver/receiver.go", 909, false, "TCP client (%s) decode error: %s")
	ServerTCPReadErrorEmpty      = server("ServerTCPReadErrorEmpty", Warning, "receiver", "server/libs/receiver/receiver.go", 915, false, "TCP client (%s) connection read error: %s")
	ServerTCPReadEmptyPacket     = server("ServerTCPReadEmptyPacket", Info, "receiver", "server/libs/receiver/receiver.go", 917, false, "TCP client (%s) connection read empty content packet")
	ServerTCPUnknownMessageType  = server("ServerTCPUnknownMessageType", Warning, "receiver", "server/libs/receiver/receiver.go", 924, false, "recv from %s, unknown message type %d")
	ServerTCPReadErrorFlowHeader = server("ServerTCPReadErrorFlowHeader", Warning, "receiver", "server/libs/receiver/receiver.go", 936, false, "TCP client (%s) connection read error.%s")
	ServerTCPReadErrorBody       = server("ServerTCPReadErrorBody", Warning, "receiver", "server/libs/receiver/receiver.go", 958, false, "TCP client (%s) connection read error: %s")
	ServerUDPListenFailed        = server("ServerUDPListenFailed", Error, "receiver", "server/libs/receiver/receiver.go", 995, false, "UDP listen at %s failed: %s")
	ServerTCPListenFailed        = server("ServerTCPListenFailed", Error, "receiver", "server/libs/receiver/receiver.go", 1003, false, "TCP listen at %s failed: %s")
	ServerStoppedReceiver        = server("ServerStoppedReceiver", Info, "receiver", "server/libs/receiver/receiver.go", 1014, false, "Stopped receiver")
)

func ingesterLines() []*Line {
	return []*Line{
		ServerAppLogDecoderRun,
		ServerSyslogDecodeFailed,
		ServerSyslogParseFailed,
		ServerDatasourceClickHouseFailed,
		ServerStatsDecodeFailed,
		ServerStatsParseFailed,
		ServerStatsInvalid,
		ServerFlowDecodeFailed,
		ServerFlowInvalid,
		ServerProtoLogDecodeFailed,
		ServerMetricsDecodeFailed,
		ServerIngesterBanner,
		ServerIngesterBaseConfig,
		ServerFlowLogConfig,
		ServerFlowMetricsConfig,
		ServerExtMetricsConfig,
		ServerEventConfig,
		ServerPcapConfig,
		ServerProfileConfig,
		ServerPrometheusConfig,
		ServerApplicationLogConfig,
		ServerExportersConfig,
		ServerExecSQLFailed,
		ServerNewCKWriter,
		ServerWriterOrgInvalid,
		ServerOrgNotExist,
		ServerCreateTableFailed,
		ServerWriteTableFailed,
		ServerWaitingForGetOrgIDs,
		ServerUpdateSlaveGroups,
		ServerUpdateSlavePlatformData,
		ServerUpdateIngesterGroups,
		ServerUpdateIngesterPlatformData,
		ServerRequestOrgIDsFailed,
		ServerOrgIDsChanged,
		ServerIngesterSyncFailed,
		ServerIngesterSynchronized,
		ServerUDPDropQuiet,
		ServerUDPDropFrom,
		ServerUDPDrop,
		ServerReceiverDrop,
		ServerIllegalOrgID,
		ServerDecompressFailed,
		ServerAcceptFailed,
		ServerTCPSetReadBufferFailed,
		ServerTCPConnectSuccess,
		ServerTCPConnectSuccessPlain,
		ServerTCPReadErrorBaseHeader,
		ServerTCPDecodeError,
		ServerTCPReadErrorEmpty,
		ServerTCPReadEmptyPacket,
		ServerTCPUnknownMessageType,
		ServerTCPReadErrorFlowHeader,
		ServerTCPReadErrorBody,
		ServerUDPListenFailed,
		ServerTCPListenFailed,
		ServerStoppedReceiver,
	}
}
