package guard

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

var call = Call{Method: "GET", Host: "api.things.example", URI: "/things", IP: "203.0.113.9"}

func isUnavailable(t *testing.T, g *Guard) {
	t.Helper()
	_, refused := g.Judge(context.Background(), call)
	isEqual(t, refused, unavailable())
}

func TestRefusesWhenNobodyAnswers(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g, err := New(Options{URL: "http://" + listener.Addr().String() + "/.latchkey/things", Key: "k", Timeout: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	isUnavailable(t, g) // It listens, and says nothing.
	listener.Close()
	isUnavailable(t, g)
}

func TestBelievesNobodyElse(t *testing.T) {
	t.Run("an answer without an end", func(t *testing.T) {
		d := newDouble(t, nil)
		var taken atomic.Int64
		d.plain = func(w http.ResponseWriter, _ *http.Request) {
			for taken.Load() < 128<<20 {
				if _, err := w.Write(make([]byte, 65_536)); err != nil {
					return
				}
				taken.Add(65_536)
			}
		}
		isUnavailable(t, d.guard(t))
		if taken.Load() > 64<<20 {
			t.Error("the answer was read to its end")
		}
	})
	t.Run("a redirect", func(t *testing.T) {
		elsewhere := newDouble(t, func(asked) told { return told{Status: 200} })
		d := newDouble(t, nil)
		d.plain = func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.url+"/check", http.StatusTemporaryRedirect)
		}
		isUnavailable(t, d.guard(t))
		isEqual(t, len(elsewhere.questions()), 0)
	})
	t.Run("an answer that was recorded", func(t *testing.T) {
		d := newDouble(t, func(asked) told { return told{Status: 200} })
		g := d.guard(t)
		if _, refused := g.Judge(context.Background(), call); refused != nil {
			t.Error("the first was refused")
		}
		d.replay = true
		isUnavailable(t, g)
	})
	t.Run("the guard key is never sent", func(t *testing.T) {
		d := newDouble(t, nil)
		seen := ""
		d.plain = func(_ http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			seen = fmt.Sprint(r.URL, r.Header, string(body))
		}
		isUnavailable(t, d.guard(t))
		if seen == "" || strings.Contains(seen, d.key) {
			t.Error(seen)
		}
	})
}

func TestSelectedResourcesByReferenceAreAskedForOnce(t *testing.T) {
	identity := ""
	for _, each := range vectors[identityVectors](t, "identity").Cases {
		if each.Expected.Refused == "unavailable" {
			identity = each.Identity
		}
	}
	status := 200
	d := newDouble(t, func(q asked) told {
		if q.endpoint == "selection" {
			return told{Status: status, Body: `{"resources":[{"type":"project","id":"7"}]}`}
		}
		return told{Status: 200, Headers: map[string]any{"latchkey-identity": identity}}
	})
	status = 404
	isUnavailable(t, d.guard(t))
	status = 200
	g := d.guard(t)
	for range 2 {
		allowed, _ := g.Judge(context.Background(), call)
		isEqual(t, allowed.Caller.Resources, []Resource{{"project", "7"}})
		isEqual(t, []bool{allowed.Caller.Opens("project", "7"), allowed.Caller.Opens("project", "8")}, []bool{true, false})
	}
	isEqual(t, len(d.questions()), 2+3)
}

func TestWithTheGuardKeyKeysAreTakenFromNobodyElse(t *testing.T) {
	all := vectors[identityVectors](t, "identity")
	d := newDouble(t, func(asked) told { return told{Status: 200, Body: `{"keys":` + string(all.Keys) + `}`} })
	good := all.Cases[1]
	verify := func(key string) (*Caller, error) {
		verifier, err := NewIdentity(IdentityOptions{URL: d.url, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		verifier.now = func() time.Time { return time.Unix(all.Now, 0) }
		for range 2 {
			if _, err := verifier.Verify(context.Background(), good.Identity, good.Call.Method, good.Call.Target); err != nil {
				return nil, err
			}
		}
		return verifier.Verify(context.Background(), good.Identity, good.Call.Method, good.Call.Target)
	}
	if _, err := verify(d.key); err != nil {
		t.Error(err)
	}
	isEqual(t, len(d.questions()), 1)
	d.plain = publisher(t, all.Keys).plain
	if _, err := verify(""); err != nil {
		t.Error("without it, the server at that address is believed: ", err)
	}
	_, err := verify(d.key)
	isEqual(t, err, error(rejected("unavailable", "The keys that verify identities could not be fetched.")))
}

func TestInvalidOptionsAreNamedAtStart(t *testing.T) {
	for _, address := range []string{"", "things", "ftp://a/b", "http://a", "http://a/", "http://a/b?c", "http://u@a/b", "http://a/b#c"} {
		if _, err := New(Options{URL: address, Key: "k"}); err == nil || !strings.HasPrefix(err.Error(), "url: ") {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := New(Options{URL: "http://a/b"}); err == nil || !strings.HasPrefix(err.Error(), "key: ") {
		t.Error(err)
	}
	if _, err := New(Options{URL: "http://a/b", Key: "k", Timeout: -1}); err == nil || !strings.HasPrefix(err.Error(), "timeout: ") {
		t.Error(err)
	}
}

func TestAHandlerAsksAboutTheCallAsItWasSent(t *testing.T) {
	d := newDouble(t, func(asked) told {
		return told{Status: 200, Headers: map[string]any{"ratelimit": `"client";r=9;t=60`, "server": "x"}}
	})
	handler := d.guard(t).Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = w.Write(body)
	}))
	// A handler before changes the URL; the guard does not look there.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = "/open"
		handler.ServeHTTP(w, r)
	}))
	defer server.Close()
	body := bytes.Repeat([]byte("x"), 70_000)
	request, _ := http.NewRequest("POST", server.URL+"/a%20b?q='1'", bytes.NewReader(body))
	request.Header.Set("X-Forwarded-For", "10.0.0.1")
	request.Header.Set("Things-Name", "S\xf8n")
	request.Host = "api.things.example"
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	echoed, _ := io.ReadAll(response.Body)
	isEqual(t, []any{len(echoed), response.Header.Get("Ratelimit"), response.Header.Get("Server")}, []any{len(body), `"client";r=9;t=60`, ""})
	headers := d.questions()[0].headers
	isEqual(t, []string{headers["x-forwarded-uri"], headers["x-forwarded-host"], headers["x-forwarded-for"], headers["things-name"]},
		[]string{"/a%20b?q='1'", "api.things.example", "127.0.0.1", "Søn"})
}

func TestNobodyMayAnything(t *testing.T) {
	var nobody *Caller
	isEqual(t, []bool{nobody.Can("a"), nobody.CanOwned("a", ""), nobody.Opens("a", "b"), From(context.Background()).Can("a")}, make([]bool, 4))
	caller := &Caller{Permissions: []string{strings.Repeat("*a", 5_000) + "b"}}
	isEqual(t, caller.Can(strings.Repeat("a", 10_000)), false)
}

// real is a Latchkey that the test of this project starts (sdk/test/guards).
type real struct {
	URL, Key, Host, Token string
	Port, Upstream        int
}

func realLatchkey(t *testing.T) (sdk, gateway real) {
	text, told := os.LookupEnv("LATCHKEY_TEST")
	if !told {
		t.Skip("no Latchkey is running for this test: npm test -- guards")
	}
	var both struct{ SDK, Gateway real }
	if err := json.Unmarshal([]byte(text), &both); err != nil {
		t.Fatal(err)
	}
	return both.SDK, both.Gateway
}

func say(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	_ = json.NewEncoder(w).Encode(map[string]any{"caller": From(r.Context()), "body": len(body)})
}

type said struct {
	Caller *Caller
	Body   int
	Code   string
}

func send(t *testing.T, origin, method, target, host, token string, body io.Reader) (*http.Response, said, []byte) {
	t.Helper()
	request, err := http.NewRequest(method, origin, body)
	if err != nil {
		t.Fatal(err)
	}
	// Sent exactly as it is.
	request.URL.Opaque = target
	request.Host = host
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	var read said
	_ = json.Unmarshal(text, &read)
	return response, read, text
}

func TestAnAPIThatAsks(t *testing.T) {
	api, _ := realLatchkey(t)
	g, err := New(Options{URL: api.URL, Key: api.Key})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/", say)
	mux.Handle("GET /things", Require("thing.read", http.HandlerFunc(say)))
	mux.Handle("GET /rpc", Require("thing.delete", http.HandlerFunc(say)))
	server := httptest.NewServer(g.Handler(mux))
	defer server.Close()
	_, allowed, _ := send(t, server.URL, "GET", "/things", api.Host, api.Token, nil)
	isEqual(t, []string{allowed.Caller.User.ID, allowed.Caller.Tenant.Name}, []string{"usr_1", "Müller & Søn"})
	response, open, _ := send(t, server.URL, "GET", "/open", api.Host, "", nil)
	isEqual(t, []any{response.StatusCode, open.Caller}, []any{200, (*Caller)(nil)})
	_, posted, _ := send(t, server.URL, "POST", "/rpc", api.Host, api.Token, strings.NewReader(strings.Repeat("x", 70_000)))
	isEqual(t, posted.Body, 70_000)
	response, _, body := send(t, server.URL, "GET", "/rpc", api.Host, api.Token, nil)
	isEqual(t, []any{response.StatusCode, string(body)}, []any{403, string(notPermitted("thing.delete").Body)})
	response, _, body = send(t, server.URL, "GET", "/.well-known/oauth-protected-resource", api.Host, "", nil)
	isEqual(t, []any{response.StatusCode, strings.Contains(string(body), `"resource":`)}, []any{200, true})

	for _, each := range []struct{ method, target, token string }{
		{"GET", "/things", ""}, {"POST", "/things", api.Token}, {"DELETE", "/things/1", api.Token},
		{"GET", "/things/..%2fopen", ""}, {"GET", "/things?access_token=x", ""},
	} {
		header := http.Header{}
		if each.token != "" {
			header.Set("Authorization", "Bearer "+each.token)
		}
		_, want := g.Judge(context.Background(), Call{each.method, api.Host, each.target, header, "127.0.0.1", ""})
		response, _, body := send(t, server.URL, each.method, each.target, api.Host, each.token, nil)
		isEqual(t, []any{response.StatusCode, string(body)}, []any{want.Status, string(want.Body)})
		for name, value := range want.Header {
			if name != "latchkey-request-id" {
				isEqual(t, response.Header.Get(name), value)
			}
		}
	}
}

func TestUsageIsReadByPage(t *testing.T) {
	api, _ := realLatchkey(t)
	g, err := New(Options{URL: api.URL, Key: api.Key})
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"/things", "/open"} {
		header := http.Header{"Authorization": {"Bearer " + api.Token}}
		g.Judge(context.Background(), Call{"GET", api.Host, target, header, "127.0.0.1", ""})
	}
	found := map[UsageCounter]bool{}
	query := url.Values{"limit": {"1"}}
	for {
		page, err := g.Usage(context.Background(), query)
		if err != nil || len(page.Usage) > 1 {
			t.Fatal(err, page)
		}
		for _, each := range page.Usage {
			if found[each] {
				t.Error("a counter came twice")
			}
			found[each] = true
		}
		if page.NextCursor == "" {
			break
		}
		query.Set("cursor", page.NextCursor)
	}
	if len(found) < 2 {
		t.Errorf("%d counters", len(found))
	}
	_, err = g.Usage(context.Background(), url.Values{"acount": {"x"}})
	if err == nil || !strings.Contains(err.Error(), "connected_account_id") {
		t.Error(err)
	}
}

func TestAnAPIBehindTheGateway(t *testing.T) {
	_, api := realLatchkey(t)
	verifier, err := NewIdentity(IdentityOptions{URL: api.URL, Key: api.Key, AllowAnonymous: true})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", api.Upstream))
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: verifier.Handler(http.HandlerFunc(say))}
	defer server.Close()
	go func() { _ = server.Serve(listener) }()
	front, back := fmt.Sprintf("http://127.0.0.1:%d", api.Port), fmt.Sprintf("http://127.0.0.1:%d", api.Upstream)
	for _, query := range []string{"", "?", "?q='a'", `?q="<a>"|^` + "`{}[]\\", "?q=%27&&x=%zz", "?a?b", "?q=/../x"} {
		response, allowed, _ := send(t, front, "GET", "/things"+query, api.Host, api.Token, nil)
		if response.StatusCode != 200 || allowed.Caller == nil || allowed.Caller.User.ID != "usr_1" {
			t.Errorf("%q: %d", query, response.StatusCode)
		}
	}
	response, _, _ := send(t, front, "GET", "/open", api.Host, "", nil)
	isEqual(t, response.StatusCode, 200)
	response, around, _ := send(t, back, "GET", "/open", api.Host, "", nil)
	isEqual(t, []any{response.StatusCode, around.Code, response.Header.Get("WWW-Authenticate")}, []any{401, "missing_token", "Bearer"})
}

func TestACallIsJudgedAsTheOperationThatItsBodyNames(t *testing.T) {
	d := newDouble(t, func(asked) told { return told{Status: 200} })
	g, err := New(Options{URL: d.url, Key: d.key, Operation: func(_ *http.Request, body []byte) (string, error) {
		var message struct{ Method string }
		err := json.Unmarshal(body, &message)
		return message.Method, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	api := g.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, r.Body)
	}))
	send := func(body string) *httptest.ResponseRecorder {
		answer := httptest.NewRecorder()
		api.ServeHTTP(answer, httptest.NewRequest("POST", "/rpc", strings.NewReader(body)))
		return answer
	}
	sent := `{"method":"move station"}`
	if answer := send(sent); answer.Code != 200 || answer.Body.String() != sent {
		t.Fatalf("the handler reads the body as well: %d %s", answer.Code, answer.Body)
	}
	for _, unreadable := range []string{"none", `{"method":"move","x":"` + strings.Repeat("x", mostBody) + `"}`} {
		if answer := send(unreadable); answer.Code != 400 {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
	}
	if questions := d.questions(); len(questions) != 1 || questions[0].headers["latchkey-operation"] != "move%20station" {
		t.Fatal(questions)
	}
}
