package config

import "time"

// DefaultServer is what deepflow-server 6.6.9 has before it reads server.yaml (struct tag defaults and ingester Load).
func DefaultServer() *Server {
	return &Server{
		LogFile:    "/var/log/deepflow/server.log",
		LogLevel:   "info",
		Controller: defaultController(),
		Querier: Querier{
			ListenPort: 20416,
			Clickhouse: QuerierClickHouse{
				UserName: "default", Host: "clickhouse", Port: 9000, TimeOut: 60, ConnectTimeOut: 2,
				MaxConnection: 20, UseQueryCache: true, QueryCacheTTL: "600",
			},
			Profile:     Profile{ListenPort: 20419},
			DeepflowApp: DeepflowApp{Host: "deepflow-app", Port: "20418"},
			Language:    "en",
			Limit:       "10000",
		},
		Ingester: Ingester{
			ListenPort: 20033, ControllerIPs: []string{"127.0.0.1"}, ControllerPort: 20035,
			CKDBAuth: CKDBAuth{Username: "default"}, IngesterEnabled: true,
			UDPReadBuffer: 64 << 20, TCPReadBuffer: 4 << 20, TCPReaderBuffer: 1 << 20,
			GrpcBufferSize: 41943040, StatsInterval: 10,
			FlowLogCKWriter:    CKWriter{QueueCount: 1, QueueSize: 256000, BatchSize: 128000, FlushTimeout: 10},
			ExtMetricsCKWriter: CKWriter{QueueCount: 1, QueueSize: 100000, BatchSize: 51200, FlushTimeout: 10},
			AppLogCKWriter:     CKWriter{QueueCount: 2, QueueSize: 25600, BatchSize: 12800, FlushTimeout: 5},
		},
	}
}

func defaultController() Controller {
	return Controller{
		ListenPort: 20417, ListenNodePort: 30417, GrpcMaxMessageLength: 104857600,
		GrpcPort: "20035", SSLGrpcPort: "20135", AgentSSLCertFile: "/etc/ssl/server.key", AgentSSLKeyFile: "/etc/ssl/server.pem",
		IngesterPort: "20033", GrpcNodePort: "30035", ElectionName: "deepflow-server", BillingMethod: "license",
		AgentCommandTimeout: 30,
		FPermit:             FPermit{Host: "fpermit", Port: 20823, Timeout: 30},
		MySQL: MySQL{
			Database: "deepflow", Host: "mysql", Port: 30130, UserName: "root", UserPassword: "deepflow", TimeOut: 30,
			AutoIncrementIncrement: 1, ResultSetMax: 100000, MaxOpenConns: 100, MaxIdleConns: 50, ConnMaxLifeTime: 60,
		},
		Redis: Redis{
			ResourceAPIDatabase: 1, DimensionResourceDatabase: 2, GenesisSyncDatabase: 4, ResourceAPIExpireInterval: 3600,
			Port: 6379, Password: "deepflow", TimeOut: 30,
		},
		Clickhouse: ClickHouse{
			Database: "flow_tag", Host: "clickhouse", Port: 9000, UserName: "default", TimeOut: 30, EndpointTCPPortName: "tcp-port",
		},
		IngesterAPI: IngesterAPI{Port: 20106, NodePort: 30106, Timeout: 60},
		Spec: Spec{
			VTapGroupMax: 1000, VTapMaxPerGroup: 10000, AZMaxPerServer: 10, DataSourceMax: 25,
			DataSourceRetentionTimeMax: 24000, DataSourceExtMetricsInterval: 10, DataSourcePrometheusInterval: 10,
		},
		Monitor: Monitor{
			HealthCheckInterval: 60, HealthCheckPort: 30417, HealthCheckHandleChannelLen: 1000, LicenseCheckInterval: 60,
			VTapCheckInterval: 60, ExceptionTimeFrame: 3600, AutoRebalanceVTap: true, RebalanceCheckInterval: 300,
			VTapAutoDelete:             VTapAutoDelete{Enabled: true, LostTimeMax: 3600},
			IngesterLoadBalancing:      IngesterLoadBalancing{Algorithm: "by-ingested-data", DataDuration: 86400, RebalanceInterval: 3600},
			SyncDefaultORGDataInterval: 10,
		},
		Manager: Manager{CloudConfigCheckInterval: 60, Task: Task{
			ResourceRecorderInterval: 60,
			Cloud: Cloud{
				KubernetesGatherInterval: 30, HostnameToIPFile: "/etc/hostname_to_ip.csv", HTTPTimeout: 30,
				CustomTagLenMax: 256, ProcessNameLenMax: 256,
			},
			Recorder: Recorder{
				CacheRefreshInterval: 60, DeletedResourceCleanInterval: 24, DeletedResourceRetentionTime: 168,
				DirtyResourceCleanInterval: 99, ResourceMaxID0: 64000, ResourceMaxID1: 499999, MySQLBatchSize: 2500,
			},
		}},
		Genesis: Genesis{
			AgingTime: 86400, VinterfaceAgingTime: 300, QueueLength: 60, DataPersistenceInterval: 60,
			DefaultVPCName: "default-public-vpc", IgnoreNICRegex: "^(kube-ipvs)", VMNameField: "metadata",
		},
		Statsd: Statsd{Enabled: true, Host: "127.0.0.1", Port: 20033},
		Trisolaris: Trisolaris{
			ListenPort: "20014", Chrony: Chrony{Host: "chrony", Port: 123, Timeout: 1}, SelfUpdateURL: "grpc", RemoteAPITimeout: 30,
			NodeType: "master", ClearKubernetesTime: 600, VTapCacheRefreshInterval: 300, MetaDataRefreshInterval: 60,
			NodeRefreshInterval: 60, GPIDRefreshInterval: 9, VTapAutoRegister: true, DomainAutoRegister: true,
			PlatformDataRefreshDelay: 1, ORGDataRefreshInterval: 60,
		},
		TagRecorder: TagRecorder{Interval: 60, MySQLBatchSize: 1000, DictionaryRefreshInterval: 60, LiveViewRefreshSecond: 60},
		Prometheus:  Prometheus{SynchronizerCacheRefreshInterval: 60, EncoderCacheRefreshInterval: 3600, DataCleanInterval: 1440},
		HTTP:        HTTP{RedisRefreshInterval: 3600},
	}
}

// Seconds turns a number of seconds as the files hold it into a duration.
func Seconds[N ~int | ~uint16 | ~uint32 | ~float64](n N) time.Duration {
	return time.Duration(float64(n) * float64(time.Second))
}
