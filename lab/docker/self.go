package docker

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
)

// Our own image: one static binary, and a folder for temporary files.
const (
	selfRepository = "dflab/lab"
	selfBinary     = "/dflab"
	selfDockerfile = "FROM scratch\nCOPY root/ /\nENTRYPOINT [\"" + selfBinary + "\"]\n"
)

// machines are the ELF machines by the architectures that engines tell.
var machines = map[string]elf.Machine{"x86_64": elf.EM_X86_64, "amd64": elf.EM_X86_64, "aarch64": elf.EM_AARCH64, "arm64": elf.EM_AARCH64}

// EnsureSelf makes the image of hosts and simulated parts from the static binary at path, unless it is there: the same binary is the
// same image. It returns the image's reference.
func (e *Engine) EnsureSelf(ctx context.Context, path string) (string, error) {
	sum, err := e.checkSelf(ctx, path)
	if err != nil {
		return "", fmt.Errorf("make image of %s: %w", path, err)
	}
	tag := sum[:12]
	ref := selfRepository + ":" + tag
	there, err := e.has(ctx, ref)
	if err != nil || there {
		return ref, err
	}
	archive, err := selfArchive(path)
	if err != nil {
		return "", fmt.Errorf("make image of %s: %w", path, err)
	}
	defer os.Remove(archive.Name())
	defer archive.Close()
	_, err = e.provider.BuildImage(ctx, &testcontainers.ContainerRequest{FromDockerfile: testcontainers.FromDockerfile{
		ContextArchive: archive, Repo: selfRepository, Tag: tag, KeepImage: true,
		BuildOptionsModifier: func(o *client.ImageBuildOptions) {
			o.Labels = map[string]string{LabelSelf: "true"}
			o.Remove, o.ForceRemove = true, true
		},
	}})
	if err != nil {
		return "", fmt.Errorf("make image of %s: %w", path, err)
	}
	return ref, nil
}

// checkSelf refuses what can't run in an empty image on the engine's machine, and gives the binary's sum.
func (e *Engine) checkSelf(ctx context.Context, path string) (sum string, err error) {
	const how = "build it with CGO_ENABLED=0 GOOS=linux (`make build`)"
	b, err := elf.Open(path)
	if err != nil {
		return "", fmt.Errorf("not a Linux binary: %s: %w", how, err)
	}
	defer b.Close()
	for _, p := range b.Progs {
		if p.Type == elf.PT_INTERP {
			return "", fmt.Errorf("it is linked dynamically, and the image has no libraries: %s", how)
		}
	}
	info, err := e.cli.Info(ctx, client.InfoOptions{})
	if err != nil {
		return "", fmt.Errorf("ask engine: %w", err)
	}
	if want, known := machines[info.Info.Architecture]; known && b.Machine != want {
		return "", fmt.Errorf("it is for %s, and the engine's machine is %s", strings.TrimPrefix(b.Machine.String(), "EM_"), info.Info.Architecture)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// selfArchive is the build's context in a temporary file: builds are tried again, and a binary is too large to hold in memory.
func selfArchive(path string) (_ *os.File, err error) {
	f, err := os.CreateTemp("", "dflab-image-*.tar")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return nil, err
	}
	t := tar.NewWriter(f)
	entries := []struct {
		h tar.Header
		r io.Reader
	}{
		{tar.Header{Name: "Dockerfile", Mode: 0o644, Size: int64(len(selfDockerfile))}, strings.NewReader(selfDockerfile)},
		{tar.Header{Name: "root/tmp/", Mode: 0o1777, Typeflag: tar.TypeDir}, strings.NewReader("")},
		{tar.Header{Name: "root" + selfBinary, Mode: 0o755, Size: info.Size()}, in},
	}
	for _, e := range entries {
		if err := t.WriteHeader(&e.h); err != nil {
			return nil, err
		}
		if _, err := io.Copy(t, e.r); err != nil {
			return nil, err
		}
	}
	if err := t.Close(); err != nil {
		return nil, err
	}
	_, err = f.Seek(0, io.SeekStart)
	return f, err
}
