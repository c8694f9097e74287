package guard

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

// The same vectors as for the guards in other languages.

type identityCase struct {
	Name     string
	Identity string
	Call     *struct{ Method, Target string }
	Options  struct{ Audience, Host, Issuer string }
	Later    int64
	Expected struct {
		Caller  json.RawMessage
		Refused string
	}
}

type identityVectors struct {
	Now   int64
	Keys  json.RawMessage
	Cases []identityCase
}

type refusedVector struct {
	Status  int
	Headers map[string]string
	Body    string
}

type questionVector struct {
	Nonce, Endpoint, Question, Body, Query string
	Headers                                map[string]string
}

type exchangeVectors struct {
	Key               string
	Question, Queried questionVector
	Answers           []struct {
		Name, Answer string
		Expected     *told
	}
}

type guardVectors struct {
	Questions []struct {
		Name string
		Call struct {
			Method, Host, URI, IP string
			Headers               [][2]string
		}
		Padding  int
		Expected struct {
			Headers map[string]string
			Status  int
		}
	}
	Outcomes []struct {
		Name     string
		Answer   told
		Expected struct {
			Caller  json.RawMessage
			Headers map[string]string
			Refused json.RawMessage
		}
	}
	Refusals    map[string]refusedVector
	Caller      json.RawMessage
	Permissions []struct {
		Permissions []string
		Permission  string
		Owner       *string
		Expected    bool
	}
}

func (r refusedVector) refused() *Refused { return &Refused{r.Status, r.Headers, []byte(r.Body)} }

func isEqual(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func wantedCaller(t *testing.T, raw json.RawMessage) *Caller {
	t.Helper()
	caller, err := callerFrom(raw)
	if err != nil {
		t.Fatal(err)
	}
	return caller
}

// publisher serves keys unsigned.
func publisher(t *testing.T, keys json.RawMessage) *double {
	d := newDouble(t, nil)
	d.plain = func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"keys":`+string(keys)+`}`) }
	return d
}

func TestIdentities(t *testing.T) {
	all := vectors[identityVectors](t, "identity")
	d := publisher(t, all.Keys)
	for _, each := range all.Cases {
		t.Run(each.Name, func(t *testing.T) {
			options := IdentityOptions{
				URL: d.url, Audience: each.Options.Audience, Host: each.Options.Host, Issuer: each.Options.Issuer,
				Rewritten: each.Call == nil,
			}
			verifier, err := NewIdentity(options)
			if err != nil {
				t.Fatal(err)
			}
			verifier.now = func() time.Time { return time.Unix(all.Now+each.Later, 0) }
			call := struct{ Method, Target string }{}
			if each.Call != nil {
				call = *each.Call
			}
			caller, err := verifier.Verify(context.Background(), each.Identity, call.Method, call.Target)
			var wrong *IdentityError
			if errors.As(err, &wrong) {
				isEqual(t, wrong.Reason, each.Expected.Refused)
				if strings.Contains(wrong.Message, "eyJ") {
					t.Error("an identity stands in an error")
				}
				return
			}
			isEqual(t, each.Expected.Refused, "")
			isEqual(t, caller, wantedCaller(t, each.Expected.Caller))
		})
	}
}

func TestAnswers(t *testing.T) {
	all := vectors[exchangeVectors](t, "exchange")
	for _, each := range all.Answers {
		t.Run(each.Name, func(t *testing.T) {
			asked := question{key: all.Key, nonce: all.Question.Nonce}
			said, err := asked.read(each.Answer)
			if each.Expected == nil {
				if err == nil {
					t.Error("it was believed")
				}
				return
			}
			want := &answer{each.Expected.Status, map[string]string{}, each.Expected.Body}
			for name, value := range each.Expected.Headers {
				want.Header[name] = joined(value)
			}
			isEqual(t, said, want)
		})
	}
}

func TestQuestionIsTheOneOfTheVectors(t *testing.T) {
	all := vectors[exchangeVectors](t, "exchange")
	for _, each := range []questionVector{all.Question, all.Queried} {
		made, err := newQuestion(all.Key, each.Nonce, each.Endpoint, each.Headers, each.Query)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{made.token, each.Question} {
			token, err := parseJWS(text)
			if err != nil || !token.isMAC(all.Key, "latchkey-question+jwt") {
				t.Error("not a question")
			}
		}
		var got, want any
		if json.Unmarshal(made.body, &got) != nil || json.Unmarshal([]byte(each.Body), &want) != nil {
			t.Fatal("no JSON")
		}
		isEqual(t, got, want)
	}
	if newNonce() == newNonce() {
		t.Error("a nonce came twice")
	}
}

func TestAsksAboutCalls(t *testing.T) {
	for _, each := range vectors[guardVectors](t, "guard").Questions {
		t.Run(each.Name, func(t *testing.T) {
			d := newDouble(t, func(asked) told { return told{Status: 200} })
			header := http.Header{}
			for _, pair := range each.Call.Headers {
				header.Add(pair[0], pair[1])
			}
			if each.Padding > 0 {
				header.Set("Padding", strings.Repeat("x", each.Padding))
			}
			call := Call{Method: each.Call.Method, Host: each.Call.Host, URI: each.Call.URI, IP: each.Call.IP, Header: header}
			_, refused := d.guard(t).Judge(context.Background(), call)
			if each.Expected.Status != 0 {
				isEqual(t, []any{refused != nil && refused.Status == each.Expected.Status, len(d.questions())}, []any{true, 0})
				return
			}
			isEqual(t, d.questions(), []asked{{"check", each.Expected.Headers}})
		})
	}
}

func TestOutcomes(t *testing.T) {
	all := vectors[guardVectors](t, "guard")
	for _, each := range all.Outcomes {
		t.Run(each.Name, func(t *testing.T) {
			d := newDouble(t, func(asked) told { return each.Answer })
			call := Call{Method: "GET", Host: "api.things.example", URI: "/things", IP: "203.0.113.9"}
			allowed, refused := d.guard(t).Judge(context.Background(), call)
			switch {
			case each.Expected.Refused == nil:
				isEqual(t, refused, (*Refused)(nil))
				isEqual(t, allowed, Allowed{wantedCaller(t, each.Expected.Caller), each.Expected.Headers})
			case string(each.Expected.Refused) == `"unavailable"`:
				isEqual(t, refused, all.Refusals["unavailable"].refused())
			default:
				var want refusedVector
				if err := json.Unmarshal(each.Expected.Refused, &want); err != nil {
					t.Fatal(err)
				}
				isEqual(t, refused, want.refused())
			}
		})
	}
}

func TestRefusalsAreTheSameInEveryLanguage(t *testing.T) {
	refusals := vectors[guardVectors](t, "guard").Refusals
	isEqual(t, unavailable(), refusals["unavailable"].refused())
	isEqual(t, unreadable(), refusals["unreadable"].refused())
	isEqual(t, headersTooLarge(), refusals["headersTooLarge"].refused())
	all := vectors[identityVectors](t, "identity")
	verifier, err := NewIdentity(IdentityOptions{URL: publisher(t, all.Keys).url})
	if err != nil {
		t.Fatal(err)
	}
	verifier.now = func() time.Time { return time.Unix(all.Now, 0) }
	for _, each := range all.Cases {
		if string(each.Expected.Caller) == "null" {
			_, refused := verifier.Judge(context.Background(), each.Identity, "GET", "/things/1?all=yes")
			isEqual(t, refused, refusals["anonymous"].refused())
		}
	}
	_, refused := verifier.Judge(context.Background(), "", "GET", "/things")
	isEqual(t, refused, refusals["missing"].refused())
}

func TestPermissions(t *testing.T) {
	all := vectors[guardVectors](t, "guard")
	caller := wantedCaller(t, all.Caller)
	for _, each := range all.Permissions {
		caller.Permissions = each.Permissions
		got := caller.Can(each.Permission)
		if each.Owner != nil {
			got = caller.CanOwned(each.Permission, *each.Owner)
		}
		if got != each.Expected {
			t.Errorf("%+v: %v", each, got)
		}
	}
}
