// Package guard puts Latchkey before an API in net/http. Latchkey decides every call, and a handler is told the caller.
//
//	g, err := guard.New(guard.Options{URL: url, Key: key})
//	http.ListenAndServe(address, g.Handler(mux))
//
// A handler reads the caller by guard.From(r.Context()).
package guard

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Options of a guard.
type Options struct {
	// URL is Latchkey's address for this API, such as http://127.0.0.1:4000/.latchkey/my-api.
	URL string
	// Key is the API's guard key; latchkey keys guard shows it.
	Key string
	// Timeout is after how long a question is given up. By default two seconds.
	Timeout time.Duration
	// TrustProxy returns the client's address when a proxy stands in front. Without it, the peer of the connection
	// counts.
	TrustProxy func(*http.Request) string
	// Operation returns, from a call and its body, the one of x-latchkey-operations that it is, for an address that
	// takes several kinds of calls. An error refuses the call with 400. The handler finds the body unread.
	Operation func(r *http.Request, body []byte) (string, error)
}

// Guard asks Latchkey about every call to an API that clients reach directly.
type Guard struct {
	latchkey   *latchkey
	selections *selections
	trustProxy func(*http.Request) string
	operation  func(*http.Request, []byte) (string, error)
}

// Call is a call to the protected API, as it arrived.
type Call struct {
	Method string
	// Host is the Host header as sent.
	Host string
	// URI is path and query as sent, percent-encoded.
	URI    string
	Header http.Header
	// IP is the client's address.
	IP string
	// Operation is the one of x-latchkey-operations, if the address takes several kinds of calls.
	Operation string
}

// Allowed is the outcome of a permitted call.
type Allowed struct {
	// Caller is nil for an operation that is open to everyone.
	Caller *Caller
	// Header belongs on the API's own answer (RateLimit fields).
	Header map[string]string
}

// New returns a guard, or an error that names an invalid option.
func New(options Options) (*Guard, error) {
	if options.Key == "" {
		return nil, errors.New("key: give the guard key of this API")
	}
	if options.Timeout == 0 {
		options.Timeout = 2 * time.Second
	}
	asked, err := newLatchkey(options.URL, options.Key, options.Timeout)
	if err != nil {
		return nil, err
	}
	return &Guard{asked, &selections{latchkey: asked}, options.TrustProxy, options.Operation}, nil
}

// mostHeaders is the most bytes of all headers of a call together: more than servers accept.
const mostHeaders = 64 * 1024

// mostBody is the most bytes of a body that is read to name its operation.
const mostBody = 1024 * 1024

// Judge returns the outcome of a call, or an answer to send as it is. If Latchkey cannot decide, it refuses with 503.
func (g *Guard) Judge(ctx context.Context, call Call) (Allowed, *Refused) {
	if wellKnown.MatchString(call.URI) {
		if document := g.metadata(ctx, call); document != nil {
			return Allowed{}, document
		}
	}
	if !strings.HasPrefix(call.URI, "/") {
		return Allowed{}, unreadable()
	}
	headers := questionHeaders(call)
	if size, err := json.Marshal(headers); err != nil || len(size) > mostHeaders {
		return Allowed{}, headersTooLarge()
	}
	said, err := g.latchkey.ask(ctx, "check", headers, "")
	if err != nil {
		// The reason is not sent, because it may contain internal addresses.
		return Allowed{}, unavailable()
	}
	if said.Status != http.StatusOK {
		return Allowed{}, passedOn(said)
	}
	caller, err := g.callerOf(ctx, said.Header["latchkey-identity"])
	if err != nil {
		return Allowed{}, unavailable()
	}
	return Allowed{caller, forTheClient(said.Header)}, nil
}

// callerOf reads an identity whose signature does not matter, because the whole answer is signed.
func (g *Guard) callerOf(ctx context.Context, identity string) (*Caller, error) {
	if identity == "" {
		return nil, nil
	}
	token, err := parseJWS(identity)
	if err != nil {
		return nil, err
	}
	var claims struct {
		Caller    json.RawMessage `json:"caller"`
		Selection string          `json:"selection"`
	}
	if err := json.Unmarshal(token.payload, &claims); err != nil || claims.Caller == nil {
		return nil, errShape
	}
	return g.selections.caller(ctx, claims.Caller, claims.Selection)
}

var wellKnown = regexp.MustCompile(`^/\.well-known/oauth-protected-resource(?:[/?]|$)`)

// metadata returns Latchkey's protected resource metadata (RFC 9728 section 3), or nil if it has none or does not
// answer: the call is then decided like any other. It is a public document, which browser applications read too.
func (g *Guard) metadata(ctx context.Context, call Call) *Refused {
	if call.Method == http.MethodOptions && call.Header.Get("Access-Control-Request-Method") != "" {
		return &Refused{Status: http.StatusNoContent, Header: map[string]string{
			"access-control-allow-origin":  "*",
			"access-control-allow-methods": "GET, HEAD",
			"access-control-allow-headers": "*",
		}}
	}
	if call.Method != http.MethodGet && call.Method != http.MethodHead {
		return nil
	}
	asked := map[string]string{"x-forwarded-host": call.Host, "x-forwarded-uri": call.URI}
	said, err := g.latchkey.ask(ctx, "resource-metadata", asked, "")
	if err != nil || said.Status != http.StatusOK {
		return nil
	}
	kept := said.Header["cache-control"]
	if kept == "" {
		kept = "no-store"
	}
	return &Refused{http.StatusOK, map[string]string{
		"content-type":                "application/json",
		"cache-control":               kept,
		"access-control-allow-origin": "*",
	}, []byte(said.Body)}
}

// keptBack are headers that are not sent to Latchkey: about the connection (RFC 9110 section 7.6.1), about the body,
// which is not sent, and those that could change Latchkey's answer. Headers that Connection names are sent all the
// same, because the API sees them.
var keptBack = set(`accept-encoding connection cookie expect forwarded host http2-settings if-match if-modified-since
	if-none-match if-range if-unmodified-since keep-alive proxy-authenticate proxy-authorization proxy-connection range
	te trailer transfer-encoding upgrade`)

// ofTheConnection are headers of an answer about the connection to Latchkey rather than about the refusal.
var ofTheConnection = set(`connection content-encoding content-length date keep-alive latchkey-identity server set-cookie
	trailer transfer-encoding upgrade`)

func questionHeaders(call Call) map[string]string {
	headers := map[string]string{}
	for name, values := range call.Header {
		lower := strings.ToLower(name)
		// A client must not set the guard's own headers.
		own := strings.HasPrefix(lower, "content-") || strings.HasPrefix(lower, "latchkey-") ||
			strings.HasPrefix(lower, "x-forwarded-")
		if !own && !keptBack[lower] && len(values) > 0 {
			headers[lower] = strings.Join(values, ", ")
		}
	}
	headers["x-forwarded-method"] = call.Method
	headers["x-forwarded-host"] = call.Host
	headers["x-forwarded-uri"] = call.URI
	headers["x-forwarded-for"] = call.IP
	if call.Operation != "" {
		headers["latchkey-operation"] = url.PathEscape(call.Operation)
	}
	return headers
}

// forTheClient returns the headers for the client: its limits, the next nonce, and the end of a version (RFC 9745, RFC 8594).
func forTheClient(headers map[string]string) map[string]string {
	kept := map[string]string{}
	for name, value := range headers {
		switch {
		case strings.HasPrefix(name, "ratelimit"),
			name == "dpop-nonce", name == "deprecation", name == "sunset", name == "link":
			kept[name] = value
		}
	}
	return kept
}

var isProblem = regexp.MustCompile(`(?i)^application/problem\+json\b`)

// passedOn returns an answer that has the form of a refusal. Any other does not come from a working check endpoint; 421
// and 500 concern the question rather than the call.
func passedOn(said *answer) *Refused {
	if !isProblem.MatchString(said.Header["content-type"]) || said.Status < 400 || said.Status == 421 || said.Status == 500 {
		return unavailable()
	}
	kept := map[string]string{}
	for name, value := range said.Header {
		if !ofTheConnection[name] {
			kept[name] = value
		}
	}
	return &Refused{said.Status, kept, []byte(said.Body)}
}

func set(names string) map[string]bool {
	all := map[string]bool{}
	for _, name := range strings.Fields(names) {
		all[name] = true
	}
	return all
}
