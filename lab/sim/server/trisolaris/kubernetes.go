package trisolaris

import (
	"context"
	"fmt"
	"math/rand"
	"strconv"
	"time"

	"google.golang.org/grpc/peer"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
)

const domainTypeKubernetes = 11

// kubernetes knows the clusters that have a domain (server/controller/trisolaris/kubernetes at v6.6.9).
type kubernetes struct {
	domains map[string]string // cluster id to domain lcuuid, "" while it is being created
}

func (k *kubernetes) refresh(s *Service) {
	s.c.Log.Log(logline.ServerRefreshCacheClusterIDStarted)
	domains := map[string]string{}
	if rows, err := s.db.Domains(); err == nil {
		for _, d := range rows {
			if d.Type == domainTypeKubernetes {
				domains[d.ClusterID] = d.Lcuuid
			}
		}
	}
	k.domains = domains
	s.c.Log.Log(logline.ServerRefreshCacheClusterIDCompleted)
}

// seen makes sure that the cluster of an agent in Kubernetes has a domain.
func (k *kubernetes) seen(s *Service, ctx context.Context, in *agent.SyncRequest) {
	id := in.GetKubernetesClusterId()
	if id == "" || !s.c.Config.Controller.Trisolaris.DomainAutoRegister || s.agents == nil {
		return
	}
	if _, ok := k.domains[id]; ok {
		return
	}
	s.c.Log.Log(logline.ServerClusterNotInCache, id, k.domains, map[string]string{})
	rows, err := s.db.Domains()
	if err != nil {
		return
	}
	for _, d := range rows {
		if d.ClusterID == id {
			k.domains[id] = d.Lcuuid
			return
		}
	}
	s.c.Log.Log(logline.ServerClusterNotInDB, id)
	k.remember(s, in.GetTeamId(), id, in.GetKubernetesClusterName())
	s.c.Log.Log(logline.ServerSyncFromCluster, remote(ctx), in.GetTeamId(), id, in.GetKubernetesClusterName())
}

func remote(ctx context.Context) string {
	if p, ok := peer.FromContext(ctx); ok {
		return p.Addr.String()
	}
	return ""
}

// remember notes the cluster and creates its domain, in a turn of its own.
func (k *kubernetes) remember(s *Service, teamID, id, name string) {
	s.c.Log.Log(logline.ServerKubernetesCheckCache, teamID, id, name)
	if _, ok := k.domains[id]; ok {
		return
	}
	k.domains[id] = ""
	s.c.Log.Log(logline.ServerKubernetesCacheEntry, id, name)
	s.c.Post("trisolaris/kubernetes", func() { k.create(s, teamID, id, name, 10) })
}

func (k *kubernetes) create(s *Service, teamID, id, name string, tries int) {
	s.c.Log.Log(logline.ServerKubernetesAutoCreateDomain, teamID, id, name)
	if s.CreateDomain == nil {
		return
	}
	title := name
	if title == "" {
		title = "k8s-" + id
	}
	lcuuid, err := s.CreateDomain(title, id)
	if err == nil {
		k.domains[id] = lcuuid
		return
	}
	s.c.Log.Log(logline.ServerClusterDomainRetry, err)
	if tries > 0 {
		s.c.After("trisolaris/kubernetes", 3*time.Second, func() { k.create(s, teamID, id, name, tries-1) })
	}
}

// GetKubernetesClusterID gives an agent in Kubernetes the id of its cluster, which follows from the MD5 of the cluster's CA.
func (s *Service) GetKubernetesClusterID(ctx context.Context, in *agent.KubernetesClusterIDRequest) (*agent.KubernetesClusterIDResponse, error) {
	from := remote(ctx)
	s.c.Log.Log(logline.ServerGetClusterIDRequest, from)
	md5 := in.GetCaMd5()
	if len(md5) != 32 {
		s.c.Log.Log(logline.ServerClusterMD5Invalid, md5)
		return &agent.KubernetesClusterIDResponse{ErrorMsg: proto.String(fmt.Sprintf("md5 (%s) is invaild", md5))}, nil
	}
	id := clusterID(md5)
	if s.c.Config.Controller.Trisolaris.DomainAutoRegister && s.agents != nil {
		s.kubernetes.remember(s, in.GetTeamId(), id, in.GetKubernetesClusterName())
		s.c.Log.Log(logline.ServerGetClusterIDResponse, id, from)
	}
	return &agent.KubernetesClusterIDResponse{ClusterId: proto.String(id)}, nil
}

// clusterID makes ten letters of the MD5, each by a random source that a part of it seeds (server/controller/common/uid.go at v6.6.9).
func clusterID(md5 string) string {
	const letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	id := []byte("d-")
	letter := func(hex string) {
		seed, _ := strconv.ParseInt("0x"+hex, 0, 64) // an overflow seeds with the largest number, as there
		id = append(id, letters[rand.New(rand.NewSource(seed)).Intn(len(letters))])
	}
	for i := range 2 {
		letter(md5[i*16 : i*16+16])
	}
	for i := range 8 {
		letter(md5[i*4 : i*4+4])
	}
	return string(id)
}

// KubernetesAPISync takes in what an agent saw of its cluster's resources. The simulated server makes nothing of it but remembers the
// version, so that the agent is told what a real one tells it.
func (s *Service) KubernetesAPISync(ctx context.Context, in *agent.KubernetesAPISyncRequest) (*agent.KubernetesAPISyncResponse, error) {
	from := in.GetSourceIp()
	if from == "" {
		from = remote(ctx)
	}
	id := in.GetAgentId()
	if id == 0 {
		s.c.Log.Log(logline.ServerKubernetesSyncVTapIDZero, from)
	}
	nothing := &agent.KubernetesAPISyncResponse{}
	switch {
	case in.GetVersion() == 0:
		s.c.Log.Log(logline.ServerKubernetesSyncVersionZero, from, id)
		return nothing, nil
	case in.GetClusterId() == "":
		s.c.Log.Log(logline.ServerKubernetesSyncNoClusterID, from, id)
		return nothing, nil
	case in.GetTeamId() != "":
		s.c.Log.Log(logline.ServerKubernetesSyncTeamNotFound, from, in.GetTeamId())
		return nothing, nil
	case id == 0:
		s.c.Log.Log(logline.ServerKubernetesSyncReceivedNoVTapID, in.GetVersion(), from)
		return nothing, nil
	}
	local := s.watched[in.GetClusterId()]
	s.c.Log.Log(logline.ServerKubernetesSyncReceived, local, in.GetVersion(), from, id, len(in.GetEntries()))
	if local != in.GetVersion() && len(in.GetEntries()) == 0 {
		return &agent.KubernetesAPISyncResponse{Version: proto.Uint64(local)}, nil
	}
	s.watched[in.GetClusterId()] = in.GetVersion()
	return &agent.KubernetesAPISyncResponse{Version: proto.Uint64(in.GetVersion())}, nil
}
