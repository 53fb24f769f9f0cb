package doctor

func checkHypervisor() *Check {
	c := &Check{
		Code: "DF073", Severity: Warning, Gate: None, Paragraph: "agent-4-group-config",
		Title: Text{"组配置未开启 hypervisor_resource_enabled", "The group configuration doesn't enable hypervisor_resource_enabled"},
		Explain: Text{
			"不妨碍首次注册：未注册时 server 强制开启它。注册后若未开启，主机不再上报，一天后（genesis.aging_time）老化，采集器被删除。",
			"It doesn't keep an agent from registering: until then the server forces it. Once registered the host is no longer reported without it, ages out a day later (genesis.aging_time), and the agent is deleted.",
		},
		Because: []string{"DF080", "DF081"},
		Needs:   [][]Need{{NeedREST, NeedMySQL}},
	}
	c.run = func(f *facts) []Finding {
		a, ok := f.agentConfig()
		if !ok || a.err != nil || a.user.Inputs.Resources.PrivateCloud.HypervisorResourceEnabled {
			return nil
		}
		return []Finding{c.finding(
			say("组 %s 未开启 hypervisor_resource_enabled：一天后主机老化，采集器被删除", "Group %s doesn't enable hypervisor_resource_enabled: a day later the host ages out and the agent is deleted", a.group.name),
			[]Fact{a.fact(hypervisorKey, false)}, f.setGroupConfig(a.group, a.yaml, map[string]any{hypervisorKey: true}),
		)}
	}
	return c
}
