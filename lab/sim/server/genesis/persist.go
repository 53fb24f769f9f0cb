package genesis

import (
	"fmt"
	"slices"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/genesis/row"
)

// persist is the tick of data_persistence_interval: old rows go; when anything changed since the last tick, the tables are written
// anew and everything is published, what unregistered agents reported too.
func (s *Service) persist() {
	cfg := s.c.Config.Controller.Genesis
	aged := s.platform.age(s.c.Now(), seconds(cfg.AgingTime), seconds(cfg.VinterfaceAgingTime))
	if !aged && !s.dirty {
		return
	}
	s.dirty = false
	err := s.loadStorage()
	if err == nil {
		err = s.platform.save(s.c.Context, s.c.DB, s.c.NodeIP, s.storage)
	}
	if err != nil {
		s.c.Log.Log(logline.ServerStatementFailed, err)
	}
	s.c.After("genesis/publish", publishTime, s.publish)
}

// publishTime is what the real server takes from the tick until a gather sees what it wrote. Gathers that began at the same
// instant, and lasted 8 to 28 ms, saw nothing yet (recordings 04_grpc/server_phase4, server_phase5: "invalid vm count (0)").
const publishTime = 50 * time.Millisecond

// loadStorage reads genesis_storage.
func (s *Service) loadStorage() error {
	rows, err := s.c.DB.QueryContext(s.c.Context, "SELECT vtap_id, node_ip FROM genesis_storage")
	if err != nil {
		return fmt.Errorf("select genesis_storage: %w", err)
	}
	defer rows.Close()
	storage := map[uint32]string{}
	for rows.Next() {
		var id uint32
		var node string
		if err := rows.Scan(&id, &node); err != nil {
			return fmt.Errorf("select genesis_storage: %w", err)
		}
		storage[id] = node
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("select genesis_storage: %w", err)
	}
	s.setStorage(storage)
	return nil
}

func (s *Service) setStorage(storage map[uint32]string) {
	if len(storage) == len(s.storage) {
		same := true
		for id, node := range storage {
			same = same && s.storage[id] == node
		}
		if same {
			return
		}
	}
	s.storage = storage
	s.revision++
}

// claim notes in genesis_storage that the agent reports to this node.
func (s *Service) claim(id uint32) {
	if s.storage[id] == s.c.NodeIP {
		return
	}
	_, err := s.c.DB.ExecContext(s.c.Context,
		"INSERT INTO genesis_storage (vtap_id, node_ip) VALUES (?, ?) ON DUPLICATE KEY UPDATE node_ip = ?", id, s.c.NodeIP, s.c.NodeIP)
	if err != nil {
		s.c.Log.Log(logline.ServerStatementFailed, fmt.Errorf("insert genesis_storage: %w", err))
		return
	}
	s.storage[id] = s.c.NodeIP
	s.revision++
}

// clean runs every aging_time: entries of genesis_storage whose agent is gone are deleted, and the next tick writes the tables anew.
func (s *Service) clean() {
	s.dirty = true
	rows, err := s.c.DB.QueryContext(s.c.Context,
		"SELECT s.vtap_id FROM genesis_storage s LEFT JOIN vtap v ON v.id = s.vtap_id WHERE s.node_ip = ? AND v.id IS NULL", s.c.NodeIP)
	if err != nil {
		s.c.Log.Log(logline.ServerStatementFailed, fmt.Errorf("select genesis_storage: %w", err))
		return
	}
	var gone []uint32
	for rows.Next() {
		var id uint32
		if err = rows.Scan(&id); err != nil {
			break
		}
		gone = append(gone, id)
	}
	rows.Close()
	if err != nil || len(gone) == 0 {
		return
	}
	slices.Sort(gone)
	_, err = s.c.DB.ExecContext(s.c.Context, "DELETE FROM genesis_storage WHERE vtap_id IN ("+row.Marks(len(gone))+")", row.Any(gone)...)
	if err != nil {
		s.c.Log.Log(logline.ServerGenesisStorageCleanFailed, s.c.NodeIP, err)
		return
	}
	for _, id := range gone {
		delete(s.storage, id)
	}
	s.revision++
	s.c.Log.Log(logline.ServerGenesisStorageCleaned, s.c.NodeIP)
}
