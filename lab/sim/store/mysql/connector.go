package mysql

import (
	"context"
	"database/sql/driver"
	"fmt"
	"net"
	"sync"

	driverpkg "github.com/go-sql-driver/mysql"
	"google.golang.org/grpc/test/bufconn"
)

// local is the server's listener in memory, made at the first use.
type local struct {
	once sync.Once
	ln   *bufconn.Listener
}

// Connector opens connections to the server within the process, as the user, in the database ("" for none). Times are read
// and written in the location of the server's clock. Arguments are interpolated, which saves a round trip per statement.
func (s *Server) Connector(u User, database string) (driver.Connector, error) {
	s.local.once.Do(func() {
		s.local.ln = bufconn.Listen(64 << 10)
		go func() { _ = s.Serve(s.local.ln) }()
	})
	c := driverpkg.NewConfig()
	c.User, c.Passwd, c.DBName = u.Name, u.Password, database
	c.Net, c.Addr = "memory", "memory"
	c.ParseTime, c.Loc = true, s.opts.Now().Location()
	c.InterpolateParams = true
	c.Logger = &driverpkg.NopLogger{} // the driver would print the end of a killed server to standard error
	c.DialFunc = func(ctx context.Context, _, _ string) (net.Conn, error) { return s.local.ln.DialContext(ctx) }
	conn, err := driverpkg.NewConnector(c)
	if err != nil {
		return nil, fmt.Errorf("connect in process: %w", err)
	}
	return conn, nil
}
