package verb

// All lists the verbs there are.
func All() []Kind {
	return []Kind{
		{"agent-config", func() Verb { return &AgentConfig{} }, "change keys of a host's deepflow-agent.yaml; the agent reads it at its next start"},
		{"create-domain", func() Verb { return &CreateDomain{} }, "deepflow-ctl domain create, of type agent_sync"},
		{"create-group", func() Verb { return &CreateGroup{} }, "deepflow-ctl agent-group create NAME --id ID, with a configuration if given"},
		{"cut", func() Verb { return &Cut{} }, "let no packet pass between a host and the server"},
		{"delete-agent", func() Verb { return &DeleteAgent{} }, "deepflow-ctl agent delete; the host's agent registers anew if it runs"},
		{"delete-domain", func() Verb { return &DeleteDomain{} }, "deepflow-ctl domain delete"},
		{"delete-group", func() Verb { return &DeleteGroup{} }, "deepflow-ctl agent-group delete; its agents fall to the default group"},
		{"group-config", func() Verb { return &GroupConfig{} }, "change keys of an agent group's configuration, or replace it"},
		{"heal", func() Verb { return &Heal{} }, "let packets pass between a host and the server again"},
		{"kill", func() Verb { return &Kill{} }, "kill -9 a part; its supervisor starts it again"},
		{"move-agent", func() Verb { return &MoveAgent{} }, "deepflow-ctl agent update: put the host's agent into another group"},
		{"nics", func() Verb { return &NICs{} }, "give a host other NICs"},
		{"restart", func() Verb { return &Restart{} }, "stop and start a part"},
		{"server-config", func() Verb { return &ServerConfig{} }, "change keys of server.yaml; the server reads it at its next start"},
		{"sql", func() Verb { return &SQL{} }, "run a statement on MySQL's database deepflow that changes one table"},
		{"start", func() Verb { return &Start{} }, "start a part"},
		{"stop", func() Verb { return &Stop{} }, "stop a part for good"},
		{"wait", func() Verb { return &Wait{} }, "let lab time pass"},
	}
}
