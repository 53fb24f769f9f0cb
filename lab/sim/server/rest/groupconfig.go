package rest

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/gin-gonic/gin"
	"gopkg.in/yaml.v3"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// groupConfig is a group's configuration in the list of all.
type groupConfig struct {
	ID               int    `json:"ID"`
	Lcuuid           string `json:"LCUUID"`
	AgentGroupLcuuid string `json:"AGENT_GROUP_LCUUID"`
	Yaml             string `json:"YAML"`
	CreatedAt        string `json:"CREATED_AT"`
	UpdatedAt        string `json:"UPDATED_AT"`
}

// The real one's numbers for the two forms, which show in the log.
const (
	formYAML = 1
	formJSON = 2
)

func (s *Server) routeGroupConfig(e *gin.Engine) {
	const base, one = "/v1/agent-group-configuration", "/v1/agent-group-configuration/:group-lcuuid"
	e.GET(base+"/template/yaml", func(c *gin.Context) { respond(c, s.template.YAML(), nil) })
	e.GET(base+"/template/json", org(s.templateJSON))

	e.GET(base+"/json", org(s.listConfigsJSON))
	e.GET(one+"/json", org(s.getConfigJSON))
	e.POST(one+"/json", s.writeConfigJSON(s.createConfig))
	e.PUT(one+"/json", s.writeConfigJSON(s.updateConfig))

	e.GET(base+"/yaml", org(s.listConfigs))
	e.GET(one+"/yaml", org(s.getConfig))
	e.POST(one+"/yaml", s.writeConfigYAML(s.createConfig))
	e.PUT(one+"/yaml", s.writeConfigYAML(s.updateConfig))

	e.DELETE(one, org(s.deleteConfig))
}

func (s *Server) templateJSON(c *gin.Context) {
	b, err := yamlToJSON(s.template.YAML())
	respond(c, b, err)
}

func (s *Server) listConfigs(c *gin.Context) {
	rows, err := s.query("SELECT * FROM agent_group_configuration ORDER BY id")
	list := []groupConfig{}
	for _, r := range rows {
		list = append(list, groupConfig{
			ID: r.num("id"), Lcuuid: r["lcuuid"], AgentGroupLcuuid: r["agent_group_lcuuid"], Yaml: r["yaml"],
			CreatedAt: s.time(r["created_at"]).Format(rfc3339), UpdatedAt: s.time(r["updated_at"]).Format(rfc3339),
		})
	}
	respond(c, list, err)
}

// rfc3339 is how Go's JSON writes a time without a fraction.
const rfc3339 = "2006-01-02T15:04:05Z07:00"

func (s *Server) listConfigsJSON(c *gin.Context) {
	rows, err := s.query("SELECT * FROM agent_group_configuration ORDER BY id")
	if err != nil {
		respond(c, rawJSON{}, err)
		return
	}
	var b bytes.Buffer
	b.WriteByte('{')
	for i, r := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		one, err := yamlToJSON(r["yaml"])
		if err != nil {
			respond(c, rawJSON{}, err)
			return
		}
		fmt.Fprintf(&b, `"%s":%s`, r["agent_group_lcuuid"], one)
	}
	b.WriteByte('}')
	respond(c, rawJSON(b.Bytes()), nil)
}

func (s *Server) getConfig(c *gin.Context) {
	text, err := s.config(c.Param("group-lcuuid"))
	respond(c, text, err)
}

func (s *Server) getConfigJSON(c *gin.Context) {
	text, err := s.config(c.Param("group-lcuuid"))
	if err != nil {
		respond(c, rawJSON{}, err)
		return
	}
	b, err := yamlToJSON(text)
	respond(c, b, err)
}

func (s *Server) config(group string) (string, error) {
	r, err := s.first("agent_group_config.go:179", "SELECT yaml FROM agent_group_configuration WHERE agent_group_lcuuid = ? ORDER BY id LIMIT 1", group)
	if err != nil {
		s.core.Log.Log(logline.ServerGetGroupConfigFailed, group, err)
		return "", err
	}
	return r["yaml"], nil
}

// writer stores a configuration and returns the DATA of the answer. check gives the configuration as YAML, or why it is refused.
type writer func(group string, check func() (string, error)) (string, error)

func (s *Server) writeConfigYAML(write writer) gin.HandlerFunc {
	return func(c *gin.Context) {
		body, err := io.ReadAll(c.Request.Body)
		if err != nil {
			respond(c, nil, err)
			return
		}
		if err := orgDatabase(c); err != nil {
			respond(c, "", err)
			return
		}
		group := c.Param("group-lcuuid")
		s.logConfig(c, group, string(body), formYAML)
		data, err := write(group, func() (string, error) {
			if err := s.template.Validate(body); err != nil {
				return "", fmt.Errorf("yaml validate failed: %w, please check the yaml format", err)
			}
			return string(body), nil
		})
		respond(c, data, err)
	}
}

func (s *Server) writeConfigJSON(write writer) gin.HandlerFunc {
	return func(c *gin.Context) {
		body := map[string]any{}
		if err := c.ShouldBindWith(&body, jsonBody{}); err != nil {
			respond(c, nil, err)
			return
		}
		if err := orgDatabase(c); err != nil {
			respond(c, rawJSON{}, err)
			return
		}
		group := c.Param("group-lcuuid")
		s.logConfig(c, group, body, formJSON)
		data, err := write(group, func() (string, error) {
			text, err := yaml.Marshal(wholeNumbers(body))
			if err != nil {
				return "", fmt.Errorf("encode configuration of group %s: %w", group, err)
			}
			return string(text), s.template.Validate(text)
		})
		if err != nil {
			respond(c, rawJSON{}, err)
			return
		}
		b, err := yamlToJSON(data)
		respond(c, b, err)
	}
}

func (s *Server) logConfig(c *gin.Context, group string, data any, form int) {
	l := logline.ServerCreateGroupConfig
	switch {
	case c.Request.Method == "PUT" && form == formYAML:
		l = logline.ServerUpdateGroupConfig
	case c.Request.Method == "PUT":
		l = logline.ServerUpdateGroupConfigJSON
	case form == formJSON:
		l = logline.ServerCreateGroupConfigJSON
	}
	s.core.Log.Log(l, group, data, form)
}

// createConfig stores a configuration, replacing one that is there. The real one answers with what was there before: nothing
// for a new one, the new one else.
func (s *Server) createConfig(group string, check func() (string, error)) (string, error) {
	if _, err := s.first("agent_group_config.go:252", "SELECT id FROM vtap_group WHERE lcuuid = ? ORDER BY id LIMIT 1", group); err != nil {
		return "", err
	}
	text, err := check()
	if err != nil {
		s.core.Log.Log(logline.ServerGroupConfigNotConverted, err)
		return "", err
	}
	old, err := s.first("agent_group_config.go:263", "SELECT id FROM agent_group_configuration WHERE agent_group_lcuuid = ? ORDER BY id LIMIT 1", group)
	answer := ""
	now := s.now()
	switch {
	case errors.Is(err, errNotFound):
		err = s.exec("INSERT INTO agent_group_configuration (lcuuid, agent_group_lcuuid, yaml, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
			s.core.UUID(), group, text, now, now)
	case err == nil:
		answer = text
		err = s.exec("UPDATE agent_group_configuration SET yaml = ?, updated_at = ? WHERE id = ?", text, now, old["id"])
	}
	if err != nil {
		return "", err
	}
	if err := s.mirrorConfig(group, text); err != nil {
		return "", err
	}
	s.refreshVTap()
	return answer, nil
}

// updateConfig replaces a configuration that must be there.
func (s *Server) updateConfig(group string, check func() (string, error)) (string, error) {
	if _, err := s.first("agent_group_config.go:344", "SELECT id FROM vtap_group WHERE lcuuid = ? ORDER BY id LIMIT 1", group); err != nil {
		s.core.Log.Log(logline.ServerGetGroupOfConfigFailed, group, err)
		return "", err
	}
	text, err := check()
	if err != nil {
		s.core.Log.Log(logline.ServerGroupConfigNotConverted, err)
		return "", err
	}
	old, err := s.first("agent_group_config.go:356", "SELECT id FROM agent_group_configuration WHERE agent_group_lcuuid = ? ORDER BY id LIMIT 1", group)
	if err != nil {
		s.core.Log.Log(logline.ServerGetGroupConfigFailed, group, err)
		return "", err
	}
	if err := s.exec("UPDATE agent_group_configuration SET yaml = ?, updated_at = ? WHERE id = ?", text, s.now(), old["id"]); err != nil {
		return "", err
	}
	if err := s.mirrorConfig(group, text); err != nil {
		return "", err
	}
	s.refreshVTap()
	return s.config(group)
}

func (s *Server) deleteConfig(c *gin.Context) {
	group := c.Param("group-lcuuid")
	for _, statement := range []string{
		"DELETE FROM agent_group_configuration WHERE agent_group_lcuuid = ?",
		"DELETE FROM vtap_group_configuration WHERE vtap_group_lcuuid = ?",
	} {
		if err := s.exec(statement, group); err != nil {
			respond(c, nil, err)
			return
		}
	}
	s.refreshVTap()
	respond(c, nil, nil)
}
