package netns

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/vishvananda/netlink"
	vns "github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// Dir is where `ip netns` keeps namespaces that have a name.
const Dir = "/run/netns"

// NS is an open network namespace. Its methods may be called at the same time.
type NS struct {
	path   string
	handle vns.NsHandle
	nl     *netlink.Handle
}

// Open opens the namespace of that file: /proc/PID/ns/net or /run/netns/NAME. It needs CAP_SYS_ADMIN.
func Open(path string) (*NS, error) {
	h, err := vns.GetFromPath(path)
	if err != nil {
		return nil, fmt.Errorf("open namespace %s: %w", path, err)
	}
	ns := &NS{path: path, handle: h}
	if ns.nl, err = netlink.NewHandleAt(h, unix.NETLINK_ROUTE); err != nil {
		h.Close()
		return nil, fmt.Errorf("enter namespace %s: %w", path, err)
	}
	return ns, nil
}

// Path is the file that the namespace was opened by.
func (ns *NS) Path() string { return ns.path }

// Close gives the namespace up. It lives on while a process, a connection or a name holds it.
func (ns *NS) Close() error {
	ns.nl.Close()
	return ns.handle.Close()
}

// Do runs f inside of the namespace, on a thread of its own that ends with f: sockets that f opens and processes that it starts belong
// to the namespace. Goroutines that f starts don't.
func (ns *NS) Do(f func() error) error {
	return onThread(func() error {
		if err := vns.Set(ns.handle); err != nil {
			return fmt.Errorf("enter namespace %s: %w", ns.path, err)
		}
		return f()
	})
}

// onThread runs f on a thread that ends with it, instead of going back to the pool inside of a namespace.
func onThread(f func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked
		if unix.Gettid() != unix.Getpid() {
			done <- f()
			return
		}
		// The main thread can't end, and /proc/PID/ns of the whole process is its: hold it until another one is found.
		found := make(chan struct{})
		go func() {
			runtime.LockOSThread()
			close(found)
			done <- f()
		}()
		<-found
		runtime.UnlockOSThread()
	}()
	return <-done
}

// Usable says why this process can't make namespaces for hosts; nil when it can.
func Usable() error {
	return onThread(func() error {
		if err := unix.Unshare(unix.CLONE_NEWNET | unix.CLONE_NEWUTS); err != nil {
			return fmt.Errorf("make a network namespace: %w", err)
		}
		return nil
	})
}

// Create makes a named namespace with its loopback up. It lives until Delete, without a process in it.
func Create(name string) (*NS, error) {
	if err := os.MkdirAll(Dir, 0o755); err != nil {
		return nil, fmt.Errorf("create namespace %s: %w", name, err)
	}
	path := filepath.Join(Dir, name)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDONLY, 0o444)
	if err != nil {
		return nil, fmt.Errorf("create namespace %s: %w", name, err)
	}
	f.Close()
	if err := onThread(func() error { return bindNew(path) }); err != nil {
		os.Remove(path)
		return nil, fmt.Errorf("create namespace %s: %w", name, err)
	}
	ns, err := Open(path)
	if err != nil {
		return nil, err
	}
	return ns, LoopbackUp(ns)
}

// bindNew gives the calling thread, which must end after it, a new namespace and makes path its name.
func bindNew(path string) error {
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("unshare: %w", err)
	}
	return unix.Mount(fmt.Sprintf("/proc/self/task/%d/ns/net", unix.Gettid()), path, "", unix.MS_BIND, "")
}

// Delete takes a named namespace's name away. One that isn't there is no error.
func Delete(name string) error {
	path := filepath.Join(Dir, name)
	if err := unix.Unmount(path, unix.MNT_DETACH); err != nil && !errors.Is(err, unix.EINVAL) && !errors.Is(err, unix.ENOENT) {
		return fmt.Errorf("delete namespace %s: %w", name, err)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete namespace %s: %w", name, err)
	}
	return nil
}

// LoopbackUp gives the namespace its 127.0.0.1 and ::1.
func LoopbackUp(ns *NS) error {
	lo, err := ns.nl.LinkByName("lo")
	if err != nil {
		return fmt.Errorf("find lo: %w", err)
	}
	if err := ns.nl.LinkSetUp(lo); err != nil {
		return fmt.Errorf("bring lo up: %w", err)
	}
	return nil
}
