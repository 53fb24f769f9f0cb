package config

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v2"
)

// ParseServer reads server.yaml as deepflow-server does, with its reader (yaml.v2). Unknown keys and repeated keys are
// accepted, a number stands for a string, "on" and "yes" for true. What isn't YAML and a value of the wrong type are an
// *Error, whose Real is what the process prints (to standard output, exit code 1) or the module logs before exit code 1.
// ${NAME} stays as it is. Intervals that the server accepts here and panics on later are found by Server.Intervals.
func ParseServer(name string, b []byte) (*Server, error) {
	s := DefaultServer()
	s.source = newDocument(name, b)
	process := struct { // what the process itself reads, before the modules do
		LogFile  string `yaml:"log-file"`
		LogLevel string `yaml:"log-level"`
	}{s.LogFile, s.LogLevel}
	if err := unmarshalV2(b, &process); err != nil {
		return nil, serverError(s.source, b, err, fmt.Sprintf("Unmarshal yaml(%s) error: ", name), "main.Config")
	}
	s.LogFile, s.LogLevel = process.LogFile, process.LogLevel
	ingester := struct{ Ingester Ingester }{s.Ingester}
	controller := struct{ Controller Controller }{s.Controller}
	querier := struct{ Querier Querier }{s.Querier}
	for _, section := range []struct {
		into any
		root string
	}{{&ingester, "config.BaseConfig"}, {&controller, "config.Config"}, {&querier, "config.Config"}} {
		if err := unmarshalV2(b, section.into); err != nil {
			return nil, serverError(s.source, b, err, "Unmarshal yaml error: ", section.root)
		}
	}
	s.Ingester, s.Controller, s.Querier = ingester.Ingester, controller.Controller, querier.Querier
	s.settle()
	return s, nil
}

// unmarshalV2 is yaml.v2's Unmarshal without the panics it has for some malformed texts.
func unmarshalV2(b []byte, into any) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: %v", p)
		}
	}()
	return yaml.Unmarshal(b, into)
}

// settle does what the modules do to their sections right after reading them (trisolaris Config.Convert, ingester
// Config.Validate at v6.6.9).
func (s *Server) settle() {
	t := &s.Controller.Trisolaris
	if t.TridentTypeForUnknowVtap == 0 {
		t.TridentTypeForUnknowVtap = t.OldTridentTypeForUnknowVtap
	}
	i := &s.Ingester
	if i.GrpcBufferSize <= 0 {
		i.GrpcBufferSize = 41943040
	}
	if i.StatsInterval <= 0 {
		i.StatsInterval = 10
	}
	if i.CKDB.Host == "" {
		i.CKDB.Host = "127.0.0.1"
	}
	if i.CKDB.Port == 0 {
		i.CKDB.Port = 9000
	}
	if i.StorageDisabled {
		return
	}
	setEmpty(&i.CKDB.Type, "clickhouse")
	setEmpty(&i.CKDB.EndpointTCPPortName, "tcp-port")
	setEmpty(&i.CKDB.TimeZone, "Asia/Shanghai")
	if i.CKDB.External {
		setEmpty(&i.CKDB.ClusterName, "default")
		setEmpty(&i.CKDB.StoragePolicy, "default")
		return
	}
	setEmpty(&i.CKDB.ClusterName, "df_cluster")
	setEmpty(&i.CKDB.StoragePolicy, "df_storage")
}

func setEmpty(s *string, value string) {
	if *s == "" {
		*s = value
	}
}

var typeErrorLine = regexp.MustCompile("^line (\\d+): cannot unmarshal (?:(!!\\w+)(?: `(.*)`)?) into (.*)$")

// serverError places an error of yaml.v2: a type error carries its line, what is there and the Go type. Of several type
// errors the text has all, the place is that of the first. root is the type that the real reader fills.
func serverError(doc *document, text []byte, err error, prefix, root string) *Error {
	var te *yaml.TypeError
	if !errors.As(err, &te) || len(te.Errors) == 0 {
		e := syntaxError(doc.file, "", text, err)
		e.Real = prefix + err.Error()
		return e
	}
	e := &Error{File: doc.file, Want: "valid YAML", Real: prefix + realTypes(err.Error(), root)}
	m := typeErrorLine.FindStringSubmatch(te.Errors[0])
	if m == nil {
		return e
	}
	e.Line, _ = strconv.Atoi(m[1])
	e.Value, e.Want = m[3], goTypeWant(m[4])
	if key, node := doc.at(e.Line, m[2], m[3]); node != nil {
		e.Key, e.Column, e.Value = key, node.Column, nodeText(node)
	}
	return e
}

// realTypes puts the real type names into the text of a type error.
func realTypes(text, root string) string {
	text = anonymousStruct.ReplaceAllString(text, "into "+root)
	return ownType.ReplaceAllStringFunc(text, func(s string) string {
		return "into " + realType(strings.TrimPrefix(s, "into config."))
	})
}

var (
	anonymousStruct = regexp.MustCompile(`into struct \{.*\}`)
	ownType         = regexp.MustCompile(`into config\.\w+`)
)

// realType is the name of the type that the real server fills where this package fills name.
func realType(name string) string {
	switch name {
	case "FPermit":
		return "common.FPermit"
	case "IngesterAPI":
		return "common.IngesterApi"
	case "Redis":
		return "redis.Config"
	case "ClickHouse":
		return "clickhouse.ClickHouseConfig"
	case "MySQL":
		return "config.MySqlConfig"
	case "Spec":
		return "config.Specification"
	case "Trisolaris", "Prometheus", "HTTP", "Ingester":
		return "config.Config"
	case "QuerierClickHouse":
		return "config.Clickhouse"
	case "IngesterLoadBalancing":
		return "config.IngesterLoadBalancingStrategy"
	case "CKDBAuth":
		return "config.Auth"
	case "Controller", "Monitor", "Manager", "Task", "Cloud", "Recorder", "Genesis", "Statsd", "TagRecorder", "Querier", "Profile":
		return "config." + name + "Config"
	}
	return "config." + name
}

// goTypeWant says in plain words what a Go type takes.
func goTypeWant(t string) string {
	switch {
	case t == "bool":
		return "true or false"
	case t == "string":
		return "one value"
	case strings.HasPrefix(t, "uint"):
		return "a whole number, 0 or more"
	case strings.HasPrefix(t, "int"):
		return "a whole number"
	case strings.HasPrefix(t, "float"):
		return "a number"
	case strings.HasPrefix(t, "[]"):
		return "a list"
	}
	return "a mapping"
}
