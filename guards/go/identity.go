package guard

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	identityType = "latchkey-identity+jwt"
	// clockTolerance is the accepted difference of clocks, in seconds.
	clockTolerance = 10
	keysTimeout    = 2 * time.Second
	keysMaxAge     = 10 * time.Minute
	// cooldown is the least time between two fetches of the keys for an unknown key id.
	cooldown = 5 * time.Second
)

// IdentityOptions of an API behind Latchkey's gateway, or a proxy that asks Latchkey.
type IdentityOptions struct {
	// URL is Latchkey's address for this API, such as http://127.0.0.1:4000/.latchkey/my-api.
	URL string
	// Key is the API's guard key. With it Latchkey has to prove that the keys for verifying identities are its own, and
	// more than 100 selected resources can be asked for. Needed if an attacker could answer at URL.
	Key string
	// Host is the public host of this API, if one of Latchkey's APIs has resources under several.
	Host string
	// Issuer is compared where it is given.
	Issuer string
	// Audience is the name of the API. By default the last segment of the URL's path.
	Audience string
	// AllowAnonymous accepts calls of operations that are open to everyone; their caller is nil.
	AllowAnonymous bool
	// Rewritten is for a proxy between Latchkey and this API that changes methods or paths: identities are then not
	// compared with their call, and an attacker who gets hold of one can make another call within its minute.
	Rewritten bool
}

// Identity verifies the Latchkey-Identity header of calls.
type Identity struct {
	options    IdentityOptions
	latchkey   *latchkey
	selections *selections
	now        func() time.Time

	fetching sync.Mutex
	lock     sync.RWMutex
	keys     map[string]*publicKey
	fetched  time.Time
}

// IdentityError says why an identity was rejected.
type IdentityError struct {
	// Reason is "missing", "malformed", "forged", "expired", "wrong_audience", "wrong_issuer", "wrong_call" or
	// "unavailable" (Latchkey was not reached, so it could not be verified).
	Reason  string
	Message string
}

func (e *IdentityError) Error() string { return e.Message }

func rejected(reason, message string) *IdentityError { return &IdentityError{reason, message} }

// NewIdentity returns a verifier, or an error that names an invalid option.
func NewIdentity(options IdentityOptions) (*Identity, error) {
	asked, err := newLatchkey(options.URL, options.Key, keysTimeout)
	if err != nil {
		return nil, err
	}
	if options.Audience == "" {
		options.Audience = apiName(options.URL)
	}
	return &Identity{options: options, latchkey: asked, selections: &selections{latchkey: asked}, now: time.Now}, nil
}

// Judge returns the outcome of a call, or a refusal: 401 for a call that did not come through Latchkey as exactly this
// call, 503 while the keys cannot be fetched. target is path and query as received.
func (i *Identity) Judge(ctx context.Context, header, method, target string) (Allowed, *Refused) {
	caller, err := i.Verify(ctx, header, method, target)
	if err == nil && caller == nil && !i.options.AllowAnonymous {
		err = rejected("missing", "The identity names no caller: the operation is open.")
	}
	var wrong *IdentityError
	switch {
	case err == nil:
		return Allowed{Caller: caller}, nil
	case !errors.As(err, &wrong) || wrong.Reason == "unavailable":
		return Allowed{}, unavailable()
	case wrong.Reason == "missing":
		return Allowed{}, notThroughLatchkey("missing_token", wrong.Message)
	}
	return Allowed{}, notThroughLatchkey("invalid_token", wrong.Message)
}

type claims struct {
	Aud       string          `json:"aud"`
	Iss       string          `json:"iss"`
	Iat       *float64        `json:"iat"`
	Exp       *float64        `json:"exp"`
	Nbf       *float64        `json:"nbf"`
	Jti       json.RawMessage `json:"jti"`
	Host      string          `json:"host"`
	Call      *string         `json:"call"`
	Caller    json.RawMessage `json:"caller"`
	Selection string          `json:"selection"`
}

// Verify returns the caller that an identity names; nil for an operation that is open to everyone. The error is an
// *IdentityError.
func (i *Identity) Verify(ctx context.Context, header, method, target string) (*Caller, error) {
	if header == "" {
		return nil, rejected("missing", "The Latchkey-Identity header is missing.")
	}
	said, err := i.verified(ctx, header)
	if err != nil {
		return nil, err
	}
	if err := i.check(said); err != nil {
		return nil, err
	}
	// An identity from a version that did not name the call has no digest. An attacker cannot remove it from a newer one.
	isOther := !i.options.Rewritten && said.Call != nil && *said.Call != callDigest(method, target)
	if isOther || (i.options.Host != "" && said.Host != i.options.Host) {
		return nil, rejected("wrong_call", "The identity was issued for another call.")
	}
	caller, err := i.selections.caller(ctx, said.Caller, said.Selection)
	if errors.Is(err, errSelection) {
		return nil, rejected("unavailable", "The selected resources that the identity refers to cannot be asked for.")
	}
	if err != nil {
		return nil, rejected("malformed", "The identity carries a caller of an unknown shape.")
	}
	return caller, nil
}

// verified checks the signature before anything that it covers.
func (i *Identity) verified(ctx context.Context, header string) (*claims, error) {
	token, err := parseJWS(header)
	if err != nil {
		return nil, rejected("malformed", "The identity is no signed token.")
	}
	// RFC 7515 section 4.1.11: an extension that has to be understood, and is not, makes the token invalid.
	if token.header.Crit != nil {
		return nil, rejected("forged", "The identity is signed in a way that is not accepted.")
	}
	forged := rejected("forged", "The identity is not signed by a key of this Latchkey.")
	switch token.header.Alg {
	// Signatures by public keys only: none and shared secrets never verify (RFC 8725 section 3.1).
	case "EdDSA", "ES256", "PS256", "RS256":
	default:
		return nil, forged
	}
	key, err := i.keyNamed(ctx, token.header.Kid)
	if err != nil {
		return nil, rejected("unavailable", "The keys that verify identities could not be fetched.")
	}
	if key == nil || key.alg != token.header.Alg || !key.isSigned(token) {
		return nil, forged
	}
	said := new(claims)
	if token.header.Typ != identityType || json.Unmarshal(token.payload, said) != nil {
		return nil, rejected("malformed", "The identity is of another type.")
	}
	return said, nil
}

func (i *Identity) check(said *claims) error {
	now := float64(i.now().Unix())
	switch {
	case said.Aud != i.options.Audience:
		return rejected("wrong_audience", fmt.Sprintf("The identity was not issued for the API %s.", i.options.Audience))
	case i.options.Issuer != "" && said.Iss != i.options.Issuer:
		return rejected("wrong_issuer", "The identity was not issued by the expected issuer.")
	case said.Iat == nil, said.Exp == nil, said.Jti == nil, said.Caller == nil:
		return rejected("malformed", "The identity's iat, exp, jti or caller is missing.")
	case said.Nbf != nil && *said.Nbf > now+clockTolerance:
		return rejected("malformed", "The identity's nbf is missing or wrong.")
	case *said.Exp <= now-clockTolerance:
		return rejected("expired", "The identity has expired. It is good for one call, not for keeping.")
	}
	return nil
}

// keyNamed returns a published key, or nil if there is none with that id.
func (i *Identity) keyNamed(ctx context.Context, kid string) (*publicKey, error) {
	if key, fresh := i.known(kid); fresh {
		return key, nil
	}
	i.fetching.Lock()
	defer i.fetching.Unlock()
	// Another call may have fetched them meanwhile.
	if key, fresh := i.known(kid); fresh {
		return key, nil
	}
	keys, err := i.fetchKeys(ctx)
	if err != nil {
		return nil, err
	}
	i.lock.Lock()
	defer i.lock.Unlock()
	i.keys, i.fetched = keys, time.Now()
	return keys[kid], nil
}

// known returns false if the keys have to be fetched for that id.
func (i *Identity) known(kid string) (*publicKey, bool) {
	i.lock.RLock()
	defer i.lock.RUnlock()
	key, age := i.keys[kid], time.Since(i.fetched)
	return key, age < keysMaxAge && (key != nil || age < cooldown)
}

// fetchKeys has them, with the guard key, by a signed exchange: an attacker at that address could publish their own.
func (i *Identity) fetchKeys(ctx context.Context) (map[string]*publicKey, error) {
	if i.latchkey.key != "" {
		said, err := i.latchkey.ask(ctx, "jwks", map[string]string{}, "")
		if err != nil {
			return nil, err
		}
		return parseJWKS([]byte(said.Body))
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, i.latchkey.url+"/jwks", nil)
	if err != nil {
		return nil, err
	}
	text, err := i.latchkey.send(request)
	if err != nil {
		return nil, err
	}
	return parseJWKS(text)
}

// callDigest returns the digest of method and target, percent-encoded as by a URL parser, because some runtimes do not
// provide the target as sent.
func callDigest(method, target string) string {
	digest := sha256.Sum256([]byte(method + " " + spelled.Replace(strings.TrimSuffix(target, "?"))))
	return base64url.EncodeToString(digest[:])
}

var spelled = strings.NewReplacer(`"`, "%22", "'", "%27", "<", "%3C", ">", "%3E", "^", "%5E", "`", "%60", "{", "%7B", "}", "%7D")
