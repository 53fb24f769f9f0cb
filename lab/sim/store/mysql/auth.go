package mysql

import (
	"crypto/sha1"
	"net"

	vmysql "github.com/dolthub/vitess/go/mysql"
)

// accounts authenticates by mysql_native_password. It answers for every user name, so that an unknown user gets MySQL's
// error 1045, not the wire library's 2012.
type accounts struct{ users []User }

var (
	_ vmysql.AuthServer    = (*accounts)(nil)
	_ vmysql.HashStorage   = (*accounts)(nil)
	_ vmysql.UserValidator = (*accounts)(nil)
)

// AuthMethods implements vmysql.AuthServer.
func (a *accounts) AuthMethods() []vmysql.AuthMethod {
	return []vmysql.AuthMethod{vmysql.NewMysqlNativeAuthMethod(a, a)}
}

// DefaultAuthMethodDescription implements vmysql.AuthServer.
func (a *accounts) DefaultAuthMethodDescription() vmysql.AuthMethodDescription {
	return vmysql.MysqlNativePassword
}

// HandleUser implements vmysql.UserValidator.
func (a *accounts) HandleUser(string, net.Addr) bool { return true }

// UserEntryWithHash implements vmysql.HashStorage.
func (a *accounts) UserEntryWithHash(_ *vmysql.Conn, salt []byte, name string, reply []byte, addr net.Addr) (vmysql.Getter, error) {
	host := hostOf(addr)
	for _, u := range a.users {
		if u.Name != name || u.Host != "" && u.Host != "%" && u.Host != host {
			continue
		}
		if u.Password == "" && len(reply) == 0 {
			return &vmysql.StaticUserData{}, nil
		}
		if u.Password != "" && len(reply) == sha1.Size && vmysql.VerifyHashedMysqlNativePassword(reply, salt, hash(u.Password)) {
			return &vmysql.StaticUserData{}, nil
		}
	}
	using := "YES"
	if len(reply) == 0 {
		using = "NO"
	}
	return nil, vmysql.NewSQLError(vmysql.ERAccessDeniedError, vmysql.SSAccessDeniedError,
		"Access denied for user '%s'@'%s' (using password: %s)", name, host, using)
}

// hash is what MySQL keeps of a password: SHA1(SHA1(password)).
func hash(password string) []byte {
	once := sha1.Sum([]byte(password))
	twice := sha1.Sum(once[:])
	return twice[:]
}
