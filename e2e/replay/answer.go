package replay

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// Diff is one place where recording and server differ.
type Diff struct {
	Where          string // "after 130 s: dynamic_config.vpc_id"
	Recorded, Seen string
}

func (d Diff) String() string {
	return fmt.Sprintf("%s: recorded %s, seen %s", d.Where, d.Recorded, d.Seen)
}

// names that differ from run to run: ids made by a counter of the run, versions that count seconds, generated names.
var volatile = map[string]bool{
	"version_platform_data": true, "version_acls": true, "version_groups": true,
	"dynamic_config.agent_id": true, "dynamic_config.vpc_id": true,
	"local_segments.id": true, "local_segments.interface_id": true,
}

// unordered are lists in the order in which the database gave the rows.
var unordered = map[string]bool{"local_segments.mac": true, "local_segments.vmac": true}

// vmID is the generated part of an agent's name, NAME-W13.
var vmID = regexp.MustCompile(`-W\d+$`)

// compareAnswer says where a SyncResponse differs from the recorded one, ids and versions only by being there or not.
// compared counts the fields looked at.
func compareAnswer(where string, recorded json.RawMessage, lens *Lens, seen *agent.SyncResponse) (diffs []Diff, compared int) {
	bare := proto.Clone(seen).(*agent.SyncResponse)
	bare.PlatformData, bare.FlowAcls, bare.Groups = nil, nil, nil
	text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(bare)
	if err != nil {
		return []Diff{{where, string(recorded), err.Error()}}, 1
	}
	want, got := flatten(recorded), flatten(text)
	for _, key := range slices.Sorted(maps.Keys(union(want, got))) {
		compared++
		w, inWant := want[key]
		g, inGot := got[key]
		if inWant && inGot && (w == g || volatile[key] && (w == "0") == (g == "0")) {
			continue
		}
		if inWant && inGot && key == "dynamic_config.hostname" && vmID.ReplaceAllString(w, "") == vmID.ReplaceAllString(g, "") {
			continue
		}
		if inWant && inGot && unordered[key] && slices.Equal(slices.Sorted(strings.FieldsSeq(w)), slices.Sorted(strings.FieldsSeq(g))) {
			continue
		}
		diffs = append(diffs, Diff{where + ": " + key, or(w, inWant), or(g, inGot)})
	}
	if lens == nil {
		return diffs, compared
	}
	for _, l := range []struct {
		name      string
		want, got int
	}{{"flow_acls", lens.FlowACLs, len(seen.GetFlowAcls())}, {"groups", lens.Groups, len(seen.GetGroups())}, {"platform_data", lens.PlatformData, len(seen.GetPlatformData())}} {
		compared++
		if (l.want == 0) != (l.got == 0) {
			diffs = append(diffs, Diff{fmt.Sprintf("%s: %s", where, l.name), fmt.Sprintf("%d bytes", l.want), fmt.Sprintf("%d bytes", l.got)})
		}
	}
	return diffs, compared
}

func or(v string, there bool) string {
	if !there {
		return "nothing"
	}
	return fmt.Sprintf("%q", v)
}

func union(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// flatten turns a JSON object into dotted keys with their values as text; the elements of an array are joined.
func flatten(raw json.RawMessage) map[string]string {
	var v any
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	if dec.Decode(&v) != nil {
		return map[string]string{"": string(raw)}
	}
	out := map[string]string{}
	flattenInto(out, "", v)
	return out
}

func flattenInto(out map[string]string, key string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			flattenInto(out, strings.TrimPrefix(key+"."+k, "."), e)
		}
	case []any:
		for _, e := range v {
			flattenInto(out, key, e)
		}
	default:
		text := fmt.Sprint(v)
		if old, there := out[key]; there {
			text = old + " " + text
		}
		out[key] = text
	}
}
