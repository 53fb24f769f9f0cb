package rest

import (
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// StageOK is the stage of a process that has started; StageMigration the one that may take long.
const (
	StageOK        = "ok"
	StageMigration = "MySQL migration"
)

// Stage says which part of the start-up begins and logs how long the one before took.
func (s *Server) Stage(name string) {
	now := s.core.Clock.Now()
	if s.stage != "" {
		s.core.Log.Log(logline.ServerStage, s.stage, now.Sub(s.stageSince))
	}
	s.stage, s.stageSince = name, now
}

func (s *Server) health(c *gin.Context) {
	if s.stage == StageOK {
		respond(c, map[string]string{}, nil)
		return
	}
	cost := s.core.Clock.Now().Sub(s.stageSince)
	message := fmt.Sprintf("server is in stage: %s now, time cost: %v", s.stage, cost)
	s.core.Log.Log(logline.ServerInStage, s.stage, cost)
	if s.stage == StageMigration && cost > 30*time.Second {
		s.core.Log.Log(logline.ServerMigrationTooLong)
	}
	respond(c, map[string]string{}, failure("SERVICE_UNAVAILABLE", "%s", message))
}
