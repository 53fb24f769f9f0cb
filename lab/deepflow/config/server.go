package config

// Server is server.yaml: one file that four readers share (the process, controller, querier, ingester).
// A key that is absent keeps its default; a key that is present and empty loses it (yaml.v2 sets the zero value),
// which also holds for whole sections. Source: server/cmd/server/config.go at v6.6.9 and the packages named below.
type Server struct {
	LogFile    string     `yaml:"log-file"`
	LogLevel   string     `yaml:"log-level"`
	Controller Controller `yaml:"controller"`
	Querier    Querier    `yaml:"querier"`
	Ingester   Ingester   `yaml:"ingester"`

	source *document
}

// Controller is section controller (server/controller/config/config.go at v6.6.9).
type Controller struct {
	ListenPort             int    `yaml:"listen-port"`
	ListenNodePort         int    `yaml:"listen-node-port"`
	MasterControllerName   string `yaml:"master-controller-name"`
	GrpcMaxMessageLength   int    `yaml:"grpc-max-message-length"`
	GrpcPort               string `yaml:"grpc-port"`     // a string, as the real one has it
	SSLGrpcPort            string `yaml:"ssl-grpc-port"` // served only if both files below exist
	AgentSSLCertFile       string `yaml:"agent_ssl_cert_file"`
	AgentSSLKeyFile        string `yaml:"agent_ssl_key_file"`
	IngesterPort           string `yaml:"ingester-port"`
	GrpcNodePort           string `yaml:"grpc-node-port"`
	Kubeconfig             string `yaml:"kubeconfig"`
	ElectionName           string `yaml:"election-name"`
	ReportingDisabled      bool   `yaml:"reporting-disabled"`
	BillingMethod          string `yaml:"billing-method"`
	PodClusterInternalIP   int    `yaml:"pod-cluster-internal-ip-to-ingester"`
	NoTeamIDRefused        bool   `yaml:"no-teamid-refused"`
	AllAgentConnectToNatIP bool   `yaml:"all-agent-connect-to-nat-ip"`
	NoIPOverlapping        bool   `yaml:"no-ip-overlapping"`
	AgentCommandTimeout    int    `yaml:"agent-cmd-timeout"`

	FPermit     FPermit     `yaml:"fpermit"`
	MySQL       MySQL       `yaml:"mysql"`
	Redis       Redis       `yaml:"redis"`
	Clickhouse  ClickHouse  `yaml:"clickhouse"`
	IngesterAPI IngesterAPI `yaml:"ingester-api"`
	Spec        Spec        `yaml:"spec"`

	Monitor     Monitor     `yaml:"monitor"`
	Manager     Manager     `yaml:"manager"`
	Genesis     Genesis     `yaml:"genesis"`
	Statsd      Statsd      `yaml:"statsd"`
	Trisolaris  Trisolaris  `yaml:"trisolaris"`
	TagRecorder TagRecorder `yaml:"tagrecorder"`
	Prometheus  Prometheus  `yaml:"prometheus"`
	HTTP        HTTP        `yaml:"http"`
}

// FPermit is the permission service of the enterprise edition.
type FPermit struct {
	Enabled bool   `yaml:"enabled"`
	Host    string `yaml:"host"`
	Port    int    `yaml:"port"`
	Timeout int    `yaml:"timeout"` // seconds
}

// MySQL is controller.mysql (server/controller/db/mysql/config/config.go at v6.6.9).
type MySQL struct {
	Database               string `yaml:"database"`
	Host                   string `yaml:"host"`
	Port                   uint32 `yaml:"port"`
	ProxyHost              string `yaml:"proxy-host"`
	ProxyPort              uint32 `yaml:"proxy-port"`
	UserName               string `yaml:"user-name"`
	UserPassword           string `yaml:"user-password"`
	TimeOut                uint32 `yaml:"timeout"` // seconds to connect
	DropDatabaseEnabled    bool   `yaml:"drop-database-enabled"`
	AutoIncrementIncrement uint32 `yaml:"auto_increment_increment"`
	ResultSetMax           uint32 `yaml:"result_set_max"`
	MaxOpenConns           uint16 `yaml:"max_open_conns"`
	MaxIdleConns           uint16 `yaml:"max_idle_conns"`
	ConnMaxLifeTime        uint16 `yaml:"conn_max_life_time"` // minutes
}

// Redis is controller.redis. The code's default is disabled; the image's own server.yaml enables it.
type Redis struct {
	ResourceAPIDatabase       int      `yaml:"resource_api_database"`
	DimensionResourceDatabase int      `yaml:"dimension_resource_database"`
	GenesisSyncDatabase       int      `yaml:"genesis_sync_database"`
	ResourceAPIExpireInterval int      `yaml:"resource_api_expire_interval"`
	Host                      []string `yaml:"host"`
	Port                      uint32   `yaml:"port"`
	Password                  string   `yaml:"password"`
	TimeOut                   uint32   `yaml:"timeout"`
	Enabled                   bool     `yaml:"enabled"`
	ClusterEnabled            bool     `yaml:"cluster_enabled"`
}

// ClickHouse says how a module of the server reaches ClickHouse's native port.
type ClickHouse struct {
	Database            string `yaml:"database"`
	Host                string `yaml:"host"`
	Port                uint32 `yaml:"port"`
	UserName            string `yaml:"user-name"`
	UserPassword        string `yaml:"user-password"`
	TimeOut             uint32 `yaml:"timeout"` // seconds
	EndpointTCPPortName string `yaml:"endpoint-tcp-port-name"`
}

// IngesterAPI is where the controller calls the ingester about data sources.
type IngesterAPI struct {
	Port     int `yaml:"port"`
	NodePort int `yaml:"node-port"`
	Timeout  int `yaml:"timeout"` // seconds
}

// Spec holds the limits that REST calls check.
type Spec struct {
	VTapGroupMax                 int `yaml:"vtap_group_max"`
	VTapMaxPerGroup              int `yaml:"vtap_max_per_group"`
	AZMaxPerServer               int `yaml:"az_max_per_server"`
	DataSourceMax                int `yaml:"data_source_max"`
	DataSourceRetentionTimeMax   int `yaml:"data_source_retention_time_max"`
	DataSourceExtMetricsInterval int `yaml:"data_source_ext_metrics_interval"`
	DataSourcePrometheusInterval int `yaml:"data_source_prometheus_interval"`
}

// Monitor is controller.monitor (server/controller/monitor/config/config.go at v6.6.9). Intervals are seconds.
type Monitor struct {
	HealthCheckInterval         int                   `yaml:"health_check_interval"`
	HealthCheckPort             int                   `yaml:"health_check_port"`
	HealthCheckHandleChannelLen int                   `yaml:"health_check_handle_channel_len"`
	LicenseCheckInterval        int                   `yaml:"license_check_interval"`
	VTapCheckInterval           int                   `yaml:"vtap_check_interval"`
	ExceptionTimeFrame          int                   `yaml:"exception_time_frame"`
	AutoRebalanceVTap           bool                  `yaml:"auto_rebalance_vtap"`
	RebalanceCheckInterval      int                   `yaml:"rebalance_check_interval"`
	VTapAutoDelete              VTapAutoDelete        `yaml:"vtap_auto_delete"`
	IngesterLoadBalancing       IngesterLoadBalancing `yaml:"ingester-load-balancing-strategy"`
	SyncDefaultORGDataInterval  int                   `yaml:"sync_default_org_data_interval"`
}

// VTapAutoDelete deletes agents that have been LOST for LostTimeMax seconds.
type VTapAutoDelete struct {
	Enabled     bool `yaml:"enabled"`
	LostTimeMax int  `yaml:"lost_time_max"`
}

// IngesterLoadBalancing chooses analyzers. Durations are seconds.
type IngesterLoadBalancing struct {
	Algorithm         string `yaml:"algorithm"` // by-ingested-data or by-agent-count
	DataDuration      int    `yaml:"data-duration"`
	RebalanceInterval int    `yaml:"rebalance-interval"`
}

// Manager is controller.manager: the cloud tasks.
type Manager struct {
	CloudConfigCheckInterval uint32 `yaml:"cloud_config_check_interval"` // seconds
	Task                     Task   `yaml:"task"`
}

// Task is controller.manager.task.
type Task struct {
	ResourceRecorderInterval uint32   `yaml:"resource_recorder_interval"` // seconds; agent_sync domains don't use it
	Cloud                    Cloud    `yaml:"cloud"`
	Recorder                 Recorder `yaml:"recorder"`
}

// Cloud is controller.manager.task.cloud, as far as an agent_sync domain reads it.
type Cloud struct {
	KubernetesGatherInterval uint32 `yaml:"kubernetes_gather_interval"`
	HostnameToIPFile         string `yaml:"hostname_to_ip_file"`
	DNSEnable                bool   `yaml:"dns_enable"`
	HTTPTimeout              int    `yaml:"http_timeout"`
	CustomTagLenMax          int    `yaml:"custom_tag_len_max"`
	ProcessNameLenMax        int    `yaml:"process_name_len_max"`
	DebugEnabled             bool   `yaml:"debug_enabled"`
}

// Recorder is controller.manager.task.recorder. The clean intervals are hours.
type Recorder struct {
	CacheRefreshInterval         uint16 `yaml:"cache_refresh_interval"`
	DeletedResourceCleanInterval uint16 `yaml:"deleted_resource_clean_interval"`
	DeletedResourceRetentionTime uint16 `yaml:"deleted_resource_retention_time"`
	DirtyResourceCleanInterval   uint16 `yaml:"dirty_resource_clean_interval"`
	ResourceMaxID0               int    `yaml:"resource_max_id_0"`
	ResourceMaxID1               int    `yaml:"resource_max_id_1"`
	MySQLBatchSize               int    `yaml:"mysql_batch_size"`
}

// Genesis is controller.genesis: what becomes of the platform data that agents report
// (server/controller/genesis/config/config.go at v6.6.9). Times are seconds.
type Genesis struct {
	AgingTime               float64  `yaml:"aging_time"`
	VinterfaceAgingTime     float64  `yaml:"vinterface_aging_time"`
	HostIPs                 []string `yaml:"host_ips"`
	LocalIPRanges           []string `yaml:"local_ip_ranges"` // see ParseIPRanges
	ExcludeIPRanges         []string `yaml:"exclude_ip_ranges"`
	QueueLength             int      `yaml:"queue_length"`
	DataPersistenceInterval int      `yaml:"data_persistence_interval"`
	MultiNSMode             bool     `yaml:"multi_ns_mode"`
	SingleVPCMode           bool     `yaml:"single_vpc_mode"`
	DefaultVPCName          string   `yaml:"default_vpc_name"`
	IgnoreNICRegex          string   `yaml:"ignore_nic_regex"`
	VMNameField             string   `yaml:"vm_name_field"`
}

// Statsd is controller.statsd: where the controller sends its own statistics.
type Statsd struct {
	Enabled bool   `yaml:"enabled"`
	Host    string `yaml:"host"`
	Port    int    `yaml:"port"`
}

// Trisolaris is controller.trisolaris, the agents' control plane (server/controller/trisolaris/config/config.go at v6.6.9).
// Intervals are seconds unless said.
type Trisolaris struct {
	ListenPort       string `yaml:"listen-port"`
	TsdbIP           string `yaml:"tsdb-ip"` // if set, the ingester_ip of every agent
	Chrony           Chrony `yaml:"chrony"`
	SelfUpdateURL    string `yaml:"self-update-url"`
	RemoteAPITimeout uint16 `yaml:"remote-api-timeout"`
	// TridentTypeForUnknowVtap is what an agent that isn't registered is told to be; 0 tells nothing. After ParseServer it
	// is the effective value: that of the legacy spelling below when this one is 0.
	TridentTypeForUnknowVtap    uint16   `yaml:"trident-type-for-unknow-vtap"`
	OldTridentTypeForUnknowVtap uint16   `yaml:"trident-type-for-unkonw-vtap"`
	PlatformVips                []string `yaml:"platform-vips"`
	NodeType                    string   `yaml:"node-type"`
	RegionDomainPrefix          string   `yaml:"region-domain-prefix"`
	ClearKubernetesTime         int      `yaml:"clear-kubernetes-time"`
	VTapCacheRefreshInterval    int      `yaml:"vtapcache-refresh-interval"`
	MetaDataRefreshInterval     int      `yaml:"metadata-refresh-interval"`
	NodeRefreshInterval         int      `yaml:"node-refresh-interval"`
	GPIDRefreshInterval         int      `yaml:"gpid-refresh-interval"`
	VTapAutoRegister            bool     `yaml:"vtap-auto-register"`
	DomainAutoRegister          bool     `yaml:"domain-auto-register"`
	DefaultTapMode              int      `yaml:"default-tap-mode"`
	PlatformDataRefreshDelay    int      `yaml:"platform-data-refresh-delay-time"`
	ORGDataRefreshInterval      int      `yaml:"org-data-refresh-interval"`
}

// Chrony is the time source the server relays for Query; Host may name an environment variable.
type Chrony struct {
	Host    string `yaml:"host"`
	Port    uint32 `yaml:"port"`
	Timeout uint32 `yaml:"timeout"` // seconds
}

// TagRecorder is controller.tagrecorder. Intervals are seconds.
type TagRecorder struct {
	Interval                  int `yaml:"timeout"`
	MySQLBatchSize            int `yaml:"mysql_batch_size"`
	DictionaryRefreshInterval int `yaml:"dictionary_refresh_interval"`
	LiveViewRefreshSecond     int `yaml:"live_view_refresh_second"`
}

// Prometheus is controller.prometheus. Intervals are seconds, DataCleanInterval minutes.
type Prometheus struct {
	SynchronizerCacheRefreshInterval int `yaml:"synchronizer_cache_refresh_interval"`
	EncoderCacheRefreshInterval      int `yaml:"encoder_cache_refresh_interval"`
	DataCleanInterval                int `yaml:"data_clean_interval"`
}

// HTTP is controller.http.
type HTTP struct {
	RedisRefreshInterval int      `yaml:"redis_refresh_interval"`
	AdditionalDomains    []string `yaml:"additional_domains"`
}

// Querier is section querier (server/querier/config/config.go at v6.6.9).
type Querier struct {
	ListenPort  int               `yaml:"listen-port"`
	Clickhouse  QuerierClickHouse `yaml:"clickhouse"`
	Profile     Profile           `yaml:"profile"`
	DeepflowApp DeepflowApp       `yaml:"deepflow-app"`
	Language    string            `yaml:"language"`
	Limit       string            `yaml:"limit"`
}

// QuerierClickHouse is querier.clickhouse. Times are seconds.
type QuerierClickHouse struct {
	UserName       string `yaml:"user-name"`
	UserPassword   string `yaml:"user-password"`
	Host           string `yaml:"host"`
	Port           int    `yaml:"port"`
	TimeOut        int    `yaml:"timeout"`
	ConnectTimeOut int    `yaml:"connect-timeout"`
	MaxConnection  int    `yaml:"max-connection"`
	UseQueryCache  bool   `yaml:"use-query-cache"`
	QueryCacheTTL  string `yaml:"query-cache-ttl"`
}

// Profile is querier.profile.
type Profile struct {
	ListenPort int `yaml:"listen-port"`
}

// DeepflowApp is querier.deepflow-app.
type DeepflowApp struct {
	Host string `yaml:"host"`
	Port string `yaml:"port"`
}

// Ingester is section ingester (server/ingester/config/config.go at v6.6.9).
type Ingester struct {
	StorageDisabled bool     `yaml:"storage-disabled"`
	ListenPort      uint16   `yaml:"listen-port"` // TCP and UDP
	CKDB            CKDB     `yaml:"ckdb"`
	CKDBAuth        CKDBAuth `yaml:"ckdb-auth"`
	ControllerIPs   []string `yaml:"controller-ips,flow"`
	ControllerPort  uint16   `yaml:"controller-port"`
	IngesterEnabled bool     `yaml:"ingester-enabled"`
	UDPReadBuffer   int      `yaml:"udp-read-buffer"`
	TCPReadBuffer   int      `yaml:"tcp-read-buffer"`
	TCPReaderBuffer int      `yaml:"tcp-reader-buffer"`
	NodeIP          string   `yaml:"node-ip"`
	GrpcBufferSize  int      `yaml:"grpc-buffer-size"`
	StatsInterval   int      `yaml:"stats-interval"` // seconds

	FlowLogCKWriter    CKWriter `yaml:"flowlog-ck-writer"`
	ExtMetricsCKWriter CKWriter `yaml:"ext-metrics-ck-writer"`
	AppLogCKWriter     CKWriter `yaml:"application-log-ck-writer"`
}

// CKWriter is how one kind of rows is batched (CKWriterConfig in server/ingester/config/config.go at v6.6.9).
type CKWriter struct {
	QueueCount   int `yaml:"queue-count"`
	QueueSize    int `yaml:"queue-size"`
	BatchSize    int `yaml:"batch-size"`
	FlushTimeout int `yaml:"flush-timeout"` // seconds
}

// CKDB is ingester.ckdb.
type CKDB struct {
	External            bool   `yaml:"external"`
	Type                string `yaml:"type"`
	Host                string `yaml:"host"`
	Port                int    `yaml:"port"`
	EndpointTCPPortName string `yaml:"endpoint-tcp-port-name"`
	ClusterName         string `yaml:"cluster-name"`
	StoragePolicy       string `yaml:"storage-policy"`
	TimeZone            string `yaml:"time-zone"`
}

// CKDBAuth is ingester.ckdb-auth.
type CKDBAuth struct {
	Username string `yaml:"username"`
	Password string `yaml:"password"`
}

// ClickHouse is how the ingester reaches ClickHouse.
func (i *Ingester) ClickHouse() ClickHouse {
	return ClickHouse{
		Host: i.CKDB.Host, Port: uint32(i.CKDB.Port), EndpointTCPPortName: i.CKDB.EndpointTCPPortName,
		UserName: i.CKDBAuth.Username, UserPassword: i.CKDBAuth.Password,
	}
}
