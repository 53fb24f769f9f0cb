package netns

import (
	"context"
	"os"
	"os/signal"

	"golang.org/x/sys/unix"
)

// reap waits for the children that the kernel gives to the first process of a namespace, until ctx ends.
func reap(ctx context.Context) {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, unix.SIGCHLD)
	defer signal.Stop(ended)
	for {
		for {
			pid, err := unix.Wait4(-1, nil, unix.WNOHANG, nil)
			if pid <= 0 || err != nil {
				break
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-ended:
		}
	}
}
