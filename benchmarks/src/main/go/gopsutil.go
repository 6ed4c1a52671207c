// A companion of benchmarks/compare: for each line of its input it asks gopsutil for all connections, and answers with the nanoseconds and the number of listening sockets.
package main

import (
	"bufio"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/shirou/gopsutil/net"
)

func main() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		start := time.Now()
		found, err := net.Connections("inet")
		nanos := time.Since(start).Nanoseconds()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		listening := 0
		for _, each := range found {
			if each.Status == "LISTEN" || each.Type == syscall.SOCK_DGRAM && each.Raddr.Port == 0 {
				listening++
			}
		}
		fmt.Println(nanos, listening)
	}
}
