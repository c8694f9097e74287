package guard

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/netip"
	"strings"
)

type callerKey struct{}

// From returns the caller of the call that a context belongs to: nil for an operation that is open to everyone, and
// where no guard has judged the call.
func From(ctx context.Context) *Caller {
	caller, _ := ctx.Value(callerKey{}).(*Caller)
	return caller
}

// Handler asks Latchkey about every call before next has it. Refused calls are answered here.
func (g *Guard) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call := g.callOf(r)
		if g.operation != nil {
			name, err := g.nameOf(w, r)
			if err != nil {
				unnamed().ServeHTTP(w, r)
				return
			}
			call.Operation = name
		}
		allowed, refused := g.Judge(r.Context(), call)
		pass(w, r, next, allowed, refused)
	})
}

// Handler verifies the caller that Latchkey names before next has the call. Refused calls are answered here.
func (i *Identity) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := strings.Join(r.Header.Values("Latchkey-Identity"), ", ")
		allowed, refused := i.Judge(r.Context(), header, r.Method, latin1(r.RequestURI))
		pass(w, r, next, allowed, refused)
	})
}

// Require refuses with 403 if the caller's role does not permit something, and otherwise has next answer.
func Require(permission string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !From(r.Context()).Can(permission) {
			notPermitted(permission).ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func pass(w http.ResponseWriter, r *http.Request, next http.Handler, allowed Allowed, refused *Refused) {
	if refused != nil {
		refused.ServeHTTP(w, r)
		return
	}
	for name, value := range allowed.Header {
		w.Header().Set(name, value)
	}
	next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, allowed.Caller)))
}

// nameOf returns the operation that a call names in its body, which the handler reads once more.
func (g *Guard) nameOf(w http.ResponseWriter, r *http.Request) (string, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	if err != nil {
		return "", err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return g.operation(r, body)
}

// callOf returns the call as it was sent, not as a handler before may have changed its URL.
func (g *Guard) callOf(r *http.Request) Call {
	header := make(http.Header, len(r.Header))
	for name, values := range r.Header {
		for _, value := range values {
			header[name] = append(header[name], latin1(value))
		}
	}
	ip := peer(r.RemoteAddr)
	if g.trustProxy != nil {
		ip = g.trustProxy(r)
	}
	return Call{Method: r.Method, Host: latin1(r.Host), URI: latin1(r.RequestURI), Header: header, IP: ip}
}

// peer returns the address of a connection. One without, such as a Unix socket, is on no list of allowed addresses.
func peer(address string) string {
	parsed, err := netip.ParseAddrPort(address)
	if err != nil {
		return "0.0.0.0"
	}
	return parsed.Addr().WithZone("").String()
}

// latin1 returns bytes as text, as Latchkey itself reads them (ISO 8859-1): JSON has no place for other bytes.
func latin1(sent string) string {
	var text strings.Builder
	for at := range len(sent) {
		text.WriteRune(rune(sent[at]))
	}
	return text.String()
}
