// Command part is what the tests run as a part: it does what its configuration file says.
package main

import (
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	host, _ := os.Hostname()
	fmt.Printf("\x1b[32mbegin\x1b[0m %s: %s\n", host, strings.TrimSpace(string(text)))
	fmt.Fprintln(os.Stderr, "said on standard error")
	var n int
	switch {
	case scan(string(text), "exit %d", &n):
		os.Exit(n)
	case scan(string(text), "lines %d", &n):
		for i := range n {
			fmt.Printf("line %d %s\n", i, strings.Repeat("x", i%40000))
		}
	case scan(string(text), "serve %d", &n):
		serve(n)
	}
}

func scan(text, format string, n *int) bool {
	_, err := fmt.Sscanf(text, format, n)
	return err == nil
}

// serve answers every connection with the peer's address until SIGTERM.
func serve(port int) {
	ln, err := net.Listen("tcp", fmt.Sprintf(":%d", port))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	go func() {
		<-stop
		fmt.Println("terminated")
		os.Exit(0)
	}()
	fmt.Println("listening")
	for {
		c, err := ln.Accept()
		if err != nil {
			os.Exit(1)
		}
		fmt.Fprintf(c, "you are %s\n", c.RemoteAddr())
		c.Close()
	}
}
