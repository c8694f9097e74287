package guard

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// Refused is a complete answer to send instead of the API's own: Latchkey's refusal, one of this package (RFC 9457), or
// the API's protected resource metadata. The names of headers are in small letters.
type Refused struct {
	Status int
	Header map[string]string
	Body   []byte
}

// ServeHTTP sends it.
func (r *Refused) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	for name, value := range r.Header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(r.Status)
	// An error means that the client has gone.
	_, _ = w.Write(r.Body)
}

// unavailable: without a decision there is no call, since the guard must fail closed.
func unavailable() *Refused {
	return refusal(http.StatusServiceUnavailable, "unavailable", "Access cannot be checked right now",
		"The service that decides on calls to this API does not answer. Try again in a few seconds.", "wait",
		"retry-after", "5")
}

// unreadable is for a call that cannot be described to Latchkey.
func unreadable() *Refused {
	return refusal(http.StatusBadRequest, "invalid_request", "The request cannot be read",
		"The request has a header or a target that cannot be passed on.", "fix_request")
}

// unnamed is for a call of which the API cannot say what it is.
func unnamed() *Refused {
	return refusal(http.StatusBadRequest, "invalid_request", "The request cannot be read",
		"The body cannot be read, or is too long, so it is not clear what is called.", "fix_request")
}

// headersTooLarge: RFC 6585 section 5.
func headersTooLarge() *Refused {
	return refusal(http.StatusRequestHeaderFieldsTooLarge, "invalid_request", "The request headers are too large",
		"Send fewer or shorter request headers.", "fix_request")
}

// notThroughLatchkey is for a call that did not come through Latchkey, at an API behind it.
func notThroughLatchkey(code, detail string) *Refused {
	return refusal(http.StatusUnauthorized, code, "The call did not come through the front door", detail, "none",
		"www-authenticate", "Bearer")
}

// notPermitted: the role lacks a permission that a handler asks for, and a new token would not help.
func notPermitted(permission string) *Refused {
	return refusal(http.StatusForbidden, "insufficient_role", "Insufficient Role",
		"Your role does not permit "+permission+".", "ask_admin")
}

func refusal(status int, code, title, detail, remedy string, headers ...string) *Refused {
	header := map[string]string{"content-type": "application/problem+json", "cache-control": "no-store"}
	for at := 0; at+1 < len(headers); at += 2 {
		header[headers[at]] = headers[at+1]
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	// A struct of texts and numbers always encodes.
	_ = encoder.Encode(struct {
		Type   string   `json:"type"`
		Title  string   `json:"title"`
		Status int      `json:"status"`
		Detail string   `json:"detail"`
		Code   string   `json:"code"`
		Checks []string `json:"checks"`
		Remedy string   `json:"remedy"`
	}{"about:blank", title, status, detail, code, []string{}, remedy})
	return &Refused{status, header, bytes.TrimSuffix(body.Bytes(), []byte("\n"))}
}
