package vtap

import (
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// clusters remembers which agent watches a Kubernetes cluster: one of those that report its id.
type clusters struct {
	watchers map[string]*watcher
}

type watcher struct {
	value  string // key of the agent
	synced time.Time
	fresh  bool // reported since the last refresh
}

// load drops watchers that have not reported for clear-kubernetes-time and writes the times of the others.
func (k *clusters) load(i *Info) {
	i.c.Log.Log(logline.ServerCheckKubernetesClusterData)
	rows, err := i.db.KubernetesClusters()
	if err != nil {
		i.c.Log.Log(logline.ServerLoadKubernetesClustersFailed, err)
		return
	}
	now, known := i.c.Now(), map[string]*watcher{}
	for _, r := range rows {
		w := k.watchers[r.ClusterID]
		if w == nil {
			continue
		}
		last := later(w.synced, r.SyncedAt)
		if int(now.Sub(last).Seconds()) > i.c.Config.Controller.Trisolaris.ClearKubernetesTime {
			i.c.Log.Log(logline.ServerDeleteKubernetesCluster, r.ClusterID, r.Value)
			k.exec(i, logline.ServerStatementFailed, "DELETE FROM kubernetes_cluster WHERE id = ?", r.ID)
			continue
		}
		if w.fresh {
			k.exec(i, logline.ServerStatementFailed, "UPDATE kubernetes_cluster SET synced_at = ? WHERE id = ?", i.db.Datetime(last), r.ID)
		}
		known[r.ClusterID] = &watcher{value: r.Value, synced: last}
	}
	k.watchers = known
}

func (k *clusters) exec(i *Info, l *logline.Line, q string, args ...any) {
	if _, err := i.db.Exec(q, args...); err != nil {
		i.c.Log.Log(l, err)
	}
}

// WatchesCluster says whether the agent is, or now becomes, the one that watches the cluster: the first that this process hears of, and
// any that insists (force).
func (i *Info) WatchesCluster(clusterID, key string, force bool) bool {
	k := &i.clusters
	w := k.watchers[clusterID]
	switch {
	case w == nil:
		k.adopt(i, clusterID, key)
		return true
	case w.value == key:
		w.synced, w.fresh = i.c.Now(), true
		return true
	case force:
		w.value, w.synced = key, i.c.Now()
		k.exec(i, logline.ServerUpdateKubernetesClusterFailed, "UPDATE kubernetes_cluster SET value = ?, synced_at = ? WHERE cluster_id = ?", key, i.db.Datetime(w.synced), clusterID)
		return true
	}
	return false
}

// adopt takes the watcher that the table has, or makes this agent it.
func (k *clusters) adopt(i *Info, clusterID, key string) {
	rows, err := i.db.KubernetesClusters()
	if err != nil {
		i.c.Log.Log(logline.ServerGetKubernetesClusterFailed, err)
		return
	}
	now := i.c.Now()
	for _, r := range rows {
		if r.ClusterID == clusterID {
			k.watchers[clusterID] = &watcher{value: r.Value, synced: now}
			return
		}
	}
	k.exec(i, logline.ServerInsertKubernetesClusterFailed, "INSERT INTO kubernetes_cluster (cluster_id, value, synced_at) VALUES (?, ?, ?)", clusterID, key, i.db.Datetime(now))
	k.watchers[clusterID] = &watcher{value: key, synced: now}
}
