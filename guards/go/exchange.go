package guard

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
)

// largest is the most bytes of an answer; Latchkey's are far smaller. An attacker may be answering.
const largest = 4 * 1024 * 1024

// latchkey asks at one address. The guard key signs questions and answers, and is never sent.
type latchkey struct {
	url    string
	key    string
	client *http.Client
}

// answer is what Latchkey said, once its signature is verified. The names of headers are in small letters.
type answer struct {
	Status int
	Header map[string]string
	Body   string
}

// newLatchkey checks the address at start rather than at the first call.
func newLatchkey(address, key string, timeout time.Duration) (*latchkey, error) {
	parsed, err := url.Parse(address)
	if err != nil || (parsed.Scheme != "http" && parsed.Scheme != "https") || parsed.Host == "" || apiName(address) == "" {
		return nil, errors.New("url: give the address at which Latchkey answers for this API, " +
			"such as http://127.0.0.1:4000/.latchkey/my-api")
	}
	if parsed.RawQuery != "" || parsed.ForceQuery || parsed.Fragment != "" || parsed.User != nil {
		return nil, errors.New("url: give it without query, fragment and credentials")
	}
	if timeout <= 0 {
		return nil, errors.New("timeout: give a duration above 0")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	// The callers' tokens go to Latchkey and to nobody else.
	transport.Proxy = nil
	transport.MaxIdleConnsPerHost = 100
	client := &http.Client{
		Transport: transport,
		Timeout:   timeout,
		// A redirect would carry the caller's token to another server.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &latchkey{strings.TrimRight(address, "/"), key, client}, nil
}

func apiName(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.Trim(path.Base(parsed.Path), "/.")
}

// ask returns Latchkey's answer to a question, or an error if it does not answer or another server does.
func (l *latchkey) ask(ctx context.Context, endpoint string, headers map[string]string, query string) (*answer, error) {
	question, err := newQuestion(l.key, newNonce(), endpoint, headers, query)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.url+"/"+endpoint, bytes.NewReader(question.body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Latchkey-Question", question.token)
	text, err := l.send(request)
	if err != nil {
		return nil, err
	}
	return question.read(string(text))
}

// send returns the body of whatever is answered.
func (l *latchkey) send(request *http.Request) ([]byte, error) {
	response, err := l.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, largest+1))
	if err == nil && len(text) > largest {
		err = errors.New("the answer is too long")
	}
	return text, err
}

// question proves who asks.
type question struct {
	key   string
	nonce string
	token string
	body  []byte
}

func newNonce() string {
	bytes := make([]byte, 24)
	// crypto/rand reports no error on the systems that Go supports; without chance there must be no question.
	if _, err := rand.Read(bytes); err != nil {
		panic(err)
	}
	return base64url.EncodeToString(bytes)
}

// newQuestion signs a question. The query, "" without one, is signed with the rest and stands in no URL.
func newQuestion(key, nonce, endpoint string, headers map[string]string, query string) (*question, error) {
	body, err := json.Marshal(struct {
		Headers map[string]string `json:"headers"`
		Query   string            `json:"query,omitempty"`
	}{headers, query})
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(body)
	token, err := signMAC(key, "latchkey-question+jwt", map[string]string{
		"nonce": nonce, "endpoint": endpoint, "digest": base64url.EncodeToString(digest[:]),
	})
	return &question{key, nonce, token, body}, err
}

var errUnsigned = errors.New("the answer is not signed with the guard key for this question")

// read returns the answer, or an error if it is not signed or was given to another question.
func (q *question) read(text string) (*answer, error) {
	token, err := parseJWS(text)
	if err != nil || !token.isMAC(q.key, "latchkey-answer+jwt") {
		return nil, errUnsigned
	}
	var said struct {
		Nonce   *string        `json:"nonce"`
		Status  *int           `json:"status"`
		Headers map[string]any `json:"headers"`
		Body    *string        `json:"body"`
	}
	if json.Unmarshal(token.payload, &said) != nil || said.Nonce == nil || *said.Nonce != q.nonce {
		return nil, errUnsigned
	}
	if said.Status == nil || said.Headers == nil || said.Body == nil {
		return nil, errUnsigned
	}
	headers := map[string]string{}
	for name, value := range said.Headers {
		headers[strings.ToLower(name)] = joined(value)
	}
	return &answer{*said.Status, headers, *said.Body}, nil
}

// joined returns the value of a header that was sent once or several times.
func joined(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case []any:
		texts := make([]string, len(value))
		for at, each := range value {
			texts[at] = joined(each)
		}
		return strings.Join(texts, ", ")
	}
	text, _ := json.Marshal(value)
	return string(text)
}
