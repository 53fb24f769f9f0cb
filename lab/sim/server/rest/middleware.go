package rest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// Keys under which the middleware leaves what the request's headers say.
const (
	keyOrg      = "X-Org-Id"
	keyUser     = "X-User-Id"
	keyUserType = "X-User-Type"
)

// logAccess writes the access line, "<time> [GIN] <client> <method> <path> <status> <latency> <errors>"
// (server/libs/logger/logger_gin.go at v6.6.9). A request takes no lab time.
func (s *Server) logAccess(c *gin.Context) {
	path := c.Request.URL.Path
	if q := c.Request.URL.RawQuery; q != "" {
		path += "?" + q
	}
	c.Next()
	s.core.Log.Log(logline.ServerAccess, c.ClientIP(), c.Request.Method, path, c.Writer.Status(), time.Duration(0),
		c.Errors.ByType(gin.ErrorTypePrivate).String())
}

// orgHeader reads organisation and user from the headers; absent ones are 1.
func orgHeader(c *gin.Context) {
	org := 1
	if v := c.Request.Header.Get(keyOrg); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil {
			badRequest(c, "ORG_ID_INVALID", fmt.Sprintf("invalid header (%s) value (%s)", keyOrg, v))
			c.Abort()
			return
		}
		org = n
	}
	c.Set(keyOrg, org)
	for _, key := range []string{keyUserType, keyUser} {
		n := 1
		if v := c.Request.Header.Get(key); v != "" {
			var err error
			if n, err = strconv.Atoi(v); err != nil {
				c.Abort() // answers 200 with no body, as the real one
				return
			}
		}
		c.Set(key, n)
	}
	c.Next()
}

// adminOnly refuses users that are neither super administrator (1) nor administrator (2), but, as the real one, runs what follows.
func adminOnly(c *gin.Context) {
	if t := c.GetInt(keyUserType); t != 1 && t != 2 {
		c.JSON(http.StatusForbidden, envelope{"NO_PERMISSIONS", "only super admin and admin can operate", nil})
		c.Abort()
	}
	c.Next()
}

// orgDatabase is the error of a request for another organisation than the default one, whose database there isn't.
func orgDatabase(c *gin.Context) error {
	if org := c.GetInt(keyOrg); org != 1 {
		return fmt.Errorf("Error 1049 (42000): Unknown database '%04d_deepflow'", org) // the driver's text
	}
	return nil
}

// org refuses requests for other organisations with 500 FAIL before h.
func org(h gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := orgDatabase(c); err != nil {
			respond(c, nil, err)
			return
		}
		h(c)
	}
}

// orgOrBadRequest refuses them with 400 GET_ORG_DB_FAIL.
func orgOrBadRequest(h gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := orgDatabase(c); err != nil {
			badRequest(c, "GET_ORG_DB_FAIL", err.Error())
			return
		}
		h(c)
	}
}
