package docker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"gopkg.in/yaml.v3"
)

// Image is an image that a part runs from.
type Image struct {
	// Part is what --image, `dflab pull` and DFLAB_IMAGE_… call it: mysql, clickhouse, server, agent, app, …
	Part string
	Ref  string
	// Use says what it is for.
	Use string
	// Docking marks what a lab needs to dock an agent; the others are the rest of the guide's compose file.
	Docking bool
	// Origin says how to come by it where it is in no registry.
	Origin string
}

// Registries that DeepFlow publishes to, by the name that `dflab pull --registry` takes. The guide has the server's side from Hong Kong
// and the agent from Beijing (guide, Server step 2 and Agent step 3).
var registries = []struct{ name, host string }{
	{"hongkong", "registry.cn-hongkong.aliyuncs.com/deepflow-ce/"},
	{"beijing", "registry.cn-beijing.aliyuncs.com/deepflow-ce/"},
}

// guideImages are those of the guide, each with the registry that it names. DEEPFLOW_VERSION is v6.6 there: a tag that moves.
// deepflowio-init-grafana-ds-dh has no v6.6 in the manifests, which take latest (manifests/deepflow-docker-compose at v6.6.9).
var guideImages = []struct {
	part, registry, name, use string
	docking                   bool
}{
	{"mysql", "hongkong", "mysql:8.0.31", "MySQL of deepflow-server and Grafana", true},
	{"clickhouse", "hongkong", "clickhouse-server:23.8.7.24", "ClickHouse of deepflow-server", true},
	{"server", "hongkong", "deepflow-server:v6.6", "deepflow-server: controller, ingester, querier", true},
	{"agent", "beijing", "deepflow-agent:v6.6", "deepflow-agent", true},
	{"app", "hongkong", "deepflow-app:v6.6", "deepflow-app: tracing", false},
	{"grafana", "hongkong", "grafana:10.1.5", "Grafana", false},
	{"grafana-dashboards", "hongkong", "deepflowio-init-grafana-ds-dh:v6.6", "Grafana's data sources and dashboards", false},
	{"grafana-plugins", "hongkong", "deepflowio-init-grafana:v6.6", "Grafana's plugins", false},
}

// Images are the images of a deployment, in the order of its parts.
type Images []Image

// Registries are the names that GuideImages takes.
func Registries() []string {
	var names []string
	for _, r := range registries {
		names = append(names, r.name)
	}
	return names
}

// GuideImages are the guide's images and tags; registry takes all of them from that one, and empty leaves the guide's choice.
func GuideImages(registry string) (Images, error) {
	hosts := map[string]string{}
	for _, r := range registries {
		hosts[r.name] = r.host
	}
	if registry != "" && hosts[registry] == "" {
		return nil, fmt.Errorf("registry %q: want %s", registry, strings.Join(Registries(), " or "))
	}
	var images Images
	for _, g := range guideImages {
		from := g.registry
		if registry != "" {
			from = registry
		}
		images = append(images, Image{Part: g.part, Ref: hosts[from] + g.name, Use: g.use, Docking: g.docking})
	}
	return images, nil
}

// LocalImages are made on this machine by `make lab-images`, without a registry: our simulated server and agent, MariaDB in MySQL's place
// and ClickHouse 18.16, whose dialect is too old for a real deepflow-server.
func LocalImages() Images {
	const origin = "made by `make lab-images`"
	return Images{
		{"mysql", "dflab/mysql:mariadb-10.11", "MariaDB with the official MySQL image's entry point", true, origin},
		{"clickhouse", "dflab/clickhouse:18.16", "ClickHouse 18.16", true, origin},
		{"server", "dflab/lab:dev", "dflab's simulated deepflow-server", true, origin},
		{"agent", "dflab/lab:dev", "dflab's simulated deepflow-agent", true, origin},
	}
}

// Of is the part's image; ok is false where there is none.
func (im Images) Of(part string) (_ Image, ok bool) {
	for _, i := range im {
		if i.Part == part {
			return i, true
		}
	}
	return Image{}, false
}

// Docking are those that a lab needs to dock an agent.
func (im Images) Docking() Images {
	var out Images
	for _, i := range im {
		if i.Docking {
			out = append(out, i)
		}
	}
	return out
}

// Select are the images of those parts, in the order of parts. The error names what there is.
func (im Images) Select(parts []string) (Images, error) {
	var out Images
	for _, p := range parts {
		i, ok := im.Of(p)
		if !ok {
			return nil, fmt.Errorf("part %q: want %s", p, strings.Join(im.parts(), ", "))
		}
		out = append(out, i)
	}
	return out, nil
}

func (im Images) parts() []string {
	var names []string
	for _, i := range im {
		names = append(names, i.Part)
	}
	return names
}

// With replaces the images of those parts by reference.
func (im Images) With(refs map[string]string) (Images, error) {
	out := append(Images(nil), im...)
	for part, ref := range refs {
		found := false
		for i := range out {
			if out[i].Part == part {
				out[i].Ref, out[i].Origin, found = ref, "", true
			}
		}
		if !found {
			return nil, fmt.Errorf("image of part %q: want %s", part, strings.Join(im.parts(), ", "))
		}
		if ref == "" {
			return nil, fmt.Errorf("image of part %s: no reference: want one such as mysql:8.0.31", part)
		}
	}
	return out, nil
}

// EnvName is the variable that replaces a part's image: DFLAB_IMAGE_SERVER.
func EnvName(part string) string {
	return "DFLAB_IMAGE_" + strings.ToUpper(strings.ReplaceAll(part, "-", "_"))
}

// WithEnv replaces images by the variables of EnvName; getenv is os.Getenv.
func (im Images) WithEnv(getenv func(string) string) Images {
	out := append(Images(nil), im...)
	for i := range out {
		if ref := getenv(EnvName(out[i].Part)); ref != "" {
			out[i].Ref, out[i].Origin = ref, ""
		}
	}
	return out
}

// WithFile replaces images by a YAML file of `part: reference` lines.
func (im Images) WithFile(path string) (Images, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read images: %w", err)
	}
	refs := map[string]string{}
	if err := yaml.NewDecoder(bytes.NewReader(text)).Decode(&refs); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read images %s: want lines such as server: deepflow-server:v6.6.9: %w", path, err)
	}
	out, err := im.With(refs)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return out, nil
}

// Missing are those that the engine doesn't have.
func (e *Engine) Missing(ctx context.Context, images Images) (Images, error) {
	var out Images
	for _, i := range images {
		there, err := e.has(ctx, i.Ref)
		if err != nil {
			return nil, err
		}
		if !there {
			out = append(out, i)
		}
	}
	return out, nil
}

// MissingImage is the error of a part whose image isn't there. Nothing is pulled unasked.
type MissingImage struct {
	Part   string
	Ref    string
	Origin string
}

// Error names the image and the ways to come by it.
func (m *MissingImage) Error() string {
	get := fmt.Sprintf("`dflab pull` or `docker pull %s` fetches it", m.Ref)
	if m.Origin != "" {
		get = "it is " + m.Origin
	}
	return fmt.Sprintf("%s: image %s isn't there: %s; without a registry: `docker load` of a saved image, `make lab-images`, or another one by image:REFERENCE",
		m.Part, m.Ref, get)
}

// Missing is the error of this image not being there.
func (i Image) Missing() *MissingImage { return missing(i.Part, i.Ref) }

// missing is the error for a reference: an image of the tables brings its origin with it.
func missing(part, ref string) *MissingImage {
	m := &MissingImage{Part: part, Ref: ref}
	for _, i := range LocalImages() {
		if i.Ref == ref {
			m.Origin = i.Origin
		}
	}
	return m
}
