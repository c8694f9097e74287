package guard

import (
	"crypto/sha256"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"sync"
	"testing"
)

// vectors reads test vectors that Latchkey's server makes.
func vectors[T any](t *testing.T, name string) T {
	t.Helper()
	text, err := os.ReadFile("../../wire/vectors/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var read T
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	return read
}

type told struct {
	Status  int            `json:"status"`
	Headers map[string]any `json:"headers"`
	Body    string         `json:"body"`
}

type asked struct {
	endpoint string
	headers  map[string]string
}

// double plays Latchkey's internal endpoints over HTTP, with signatures that are real.
type double struct {
	url    string
	key    string
	answer func(asked) told
	// plain answers everything if it is given, unsigned.
	plain http.HandlerFunc
	// sent has the last signed answer. With replay it is sent again.
	sent   string
	replay bool

	lock sync.Mutex
	all  []asked
}

func newDouble(t *testing.T, answer func(asked) told) *double {
	d := &double{answer: answer, key: vectors[exchangeVectors](t, "exchange").Key}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if d.plain != nil {
			d.plain(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		token, err := parseJWS(r.Header.Get("Latchkey-Question"))
		var claims struct{ Nonce, Endpoint, Digest string }
		var question struct{ Headers map[string]string }
		digest := sha256.Sum256(body)
		if err != nil || !token.isMAC(d.key, "latchkey-question+jwt") ||
			json.Unmarshal(token.payload, &claims) != nil || json.Unmarshal(body, &question) != nil ||
			claims.Endpoint != path.Base(r.URL.Path) || claims.Digest != base64url.EncodeToString(digest[:]) {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		d.lock.Lock()
		defer d.lock.Unlock()
		d.all = append(d.all, asked{claims.Endpoint, question.Headers})
		said := d.answer(d.all[len(d.all)-1])
		if said.Headers == nil {
			said.Headers = map[string]any{}
		}
		if !d.replay {
			d.sent, _ = signMAC(d.key, "latchkey-answer+jwt", map[string]any{
				"nonce": claims.Nonce, "status": said.Status, "headers": said.Headers, "body": said.Body,
			})
		}
		_, _ = io.WriteString(w, d.sent)
	}))
	t.Cleanup(server.Close)
	d.url = server.URL + "/.latchkey/things"
	return d
}

func (d *double) questions() []asked {
	d.lock.Lock()
	defer d.lock.Unlock()
	return append([]asked(nil), d.all...)
}

func (d *double) guard(t *testing.T) *Guard {
	t.Helper()
	g, err := New(Options{URL: d.url, Key: d.key})
	if err != nil {
		t.Fatal(err)
	}
	return g
}
