package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"
)

// envelope is the form of every answer (server/controller/http/router/common/response.go at v6.6.9).
type envelope struct {
	OptStatus   string `json:"OPT_STATUS"`
	Description string `json:"DESCRIPTION"`
	Data        any    `json:"DATA"`
}

// serviceError is an error with a status of its own; any other is a 500 FAIL.
type serviceError struct{ Status, Message string }

func failure(status, format string, args ...any) error {
	return &serviceError{status, fmt.Sprintf(format, args...)}
}

// Error is the JSON that the real one shows where it puts one service error into another's message.
func (e *serviceError) Error() string {
	b, err := json.Marshal(e)
	if err != nil {
		return e.Message
	}
	return string(b)
}

// errNotFound is the ORM's error for a row that isn't there.
var errNotFound = errors.New("record not found")

// respond answers with data, or with err as the real one maps it to a status code. Data of a 400 or 403 is dropped.
func respond(c *gin.Context, data any, err error) {
	if b, ok := data.(rawJSON); ok {
		respondRaw(c, b, err)
		return
	}
	var service *serviceError
	switch {
	case err == nil:
		c.JSON(http.StatusOK, envelope{"SUCCESS", "", data})
	case errors.As(err, &service):
		respondService(c, data, service)
	default:
		c.JSON(http.StatusInternalServerError, envelope{"FAIL", err.Error(), data})
	}
}

func respondService(c *gin.Context, data any, e *serviceError) {
	switch e.Status {
	case "NO_PERMISSIONS":
		c.JSON(http.StatusForbidden, envelope{e.Status, e.Message, nil})
	case "SERVER_ERROR", "PENDING":
		c.JSON(http.StatusInternalServerError, envelope{e.Status, e.Message, data})
	case "SERVICE_UNAVAILABLE":
		c.JSON(http.StatusServiceUnavailable, envelope{e.Status, e.Message, data})
	case "PARTIAL_CONTENT":
		c.JSON(http.StatusPartialContent, envelope{"PARTIAL_RESULT", e.Message, data})
	default:
		c.JSON(http.StatusBadRequest, envelope{e.Status, e.Message, nil})
	}
}

// badRequest is a 400 of the given status.
func badRequest(c *gin.Context, status, message string) {
	c.JSON(http.StatusBadRequest, envelope{status, message, nil})
}

// rawJSON is DATA that is JSON text already. Its errors are no JSON, as the real one forgets the quotes.
type rawJSON []byte

func respondRaw(c *gin.Context, data rawJSON, err error) {
	if err == nil {
		c.Data(http.StatusOK, gin.MIMEJSON, fmt.Appendf(nil, `{"OPT_STATUS":"SUCCESS","DESCRIPTION":"","DATA": %s}`, data))
		return
	}
	c.Data(http.StatusInternalServerError, gin.MIMEJSON, fmt.Appendf(nil, `{"OPT_STATUS":FAIL,"DESCRIPTION":%s,"DATA":%s}`, err, data))
}
