package agent

import (
	"errors"
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// A connectError is a call on a channel whose server is gone: tonic's channel tries to connect again before each call.
type connectError struct {
	// kind, code and text are those of the kernel's error, "ConnectionRefused", 111, "Connection refused"; code 0 is a timeout.
	kind, text string
	code       int
}

func (e *connectError) Error() string { return "error trying to connect: " + e.cause() }

func (e *connectError) cause() string {
	if e.code == 0 {
		return "deadline has elapsed"
	}
	return fmt.Sprintf("tcp connect error: %s (os error %d)", e.text, e.code)
}

// statusDebug is Rust's debug form of the tonic::Status that the agent has for err; empty fields are left out.
func statusDebug(err error) string {
	var c *connectError
	switch {
	case errors.Is(err, errNotConnected):
		return fmt.Sprintf("Status { code: Cancelled, message: %q, source: None }", err)
	case errors.As(err, &c):
		inner := "Elapsed(())"
		if c.code != 0 {
			inner = fmt.Sprintf("ConnectError(\"tcp connect error\", Os { code: %d, kind: %s, message: %q })", c.code, c.kind, c.text)
		}
		return fmt.Sprintf("Status { code: Unavailable, message: %q, source: Some(tonic::transport::Error(Transport, hyper::Error(Connect, %s))) }", err, inner)
	case status.Code(err) == codes.Unavailable:
		return `Status { code: Unknown, message: "transport error", source: Some(tonic::transport::Error(Transport, hyper::Error(Io, Kind(BrokenPipe)))) }`
	}
	st := status.Convert(err)
	message := ""
	if m := st.Message(); m != "" {
		message = fmt.Sprintf("message: %q, ", m)
	}
	return fmt.Sprintf("Status { code: %s, %smetadata: MetadataMap { headers: {\"content-type\": \"application/grpc\"} }, source: None }", codeName(st.Code()), message)
}

// statusText is its display form, which leaves nothing out but the source.
func statusText(err error) string {
	code, message, headers := codeName(status.Code(err)), status.Convert(err).Message(), `{"content-type": "application/grpc"}`
	var c *connectError
	switch {
	case errors.Is(err, errNotConnected):
		code, message, headers = "Cancelled", err.Error(), "{}"
	case errors.As(err, &c):
		code, message, headers = "Unavailable", err.Error(), "{}"
	case status.Code(err) == codes.Unavailable:
		code, message, headers = "Unknown", "transport error", "{}"
	}
	return fmt.Sprintf("status: %s, message: %q, details: [], metadata: MetadataMap { headers: %s }", code, message, headers)
}

// codeName is tonic's name of a code.
func codeName(c codes.Code) string {
	switch c {
	case codes.OK:
		return "Ok"
	case codes.Canceled:
		return "Cancelled"
	}
	return c.String()
}
