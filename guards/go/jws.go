package guard

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"strings"
)

var base64url = base64.RawURLEncoding.Strict()

// jws is a token in the compact form of RFC 7515 section 7.1, not yet verified.
type jws struct {
	header struct {
		Alg  string          `json:"alg"`
		Typ  string          `json:"typ"`
		Kid  string          `json:"kid"`
		Crit json.RawMessage `json:"crit"`
	}
	// input is what the signature covers.
	input     string
	payload   []byte
	signature []byte
}

var errNoToken = errors.New("no signed token")

func parseJWS(text string) (*jws, error) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return nil, errNoToken
	}
	token := &jws{input: parts[0] + "." + parts[1]}
	head, headErr := base64url.DecodeString(parts[0])
	body, bodyErr := base64url.DecodeString(parts[1])
	signature, signatureErr := base64url.DecodeString(parts[2])
	if headErr != nil || bodyErr != nil || signatureErr != nil || json.Unmarshal(head, &token.header) != nil {
		return nil, errNoToken
	}
	token.payload, token.signature = body, signature
	return token, nil
}

// signMAC returns a JWS with HS256 (RFC 7518 section 3.2).
func signMAC(key, typ string, claims any) (string, error) {
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	input := base64url.EncodeToString([]byte(`{"alg":"HS256","typ":"`+typ+`"}`)) + "." + base64url.EncodeToString(body)
	return input + "." + base64url.EncodeToString(mac(key, input)), nil
}

// isMAC returns whether a holder of the key has made the token. The algorithm is fixed, whatever the header says
// (RFC 8725 section 3.1).
func (t *jws) isMAC(key, typ string) bool {
	return hmac.Equal(t.signature, mac(key, t.input)) &&
		t.header.Alg == "HS256" && t.header.Typ == typ && t.header.Crit == nil
}

func mac(key, input string) []byte {
	hash := hmac.New(sha256.New, []byte(key))
	hash.Write([]byte(input))
	return hash.Sum(nil)
}

// publicKey is a published key. It is for one algorithm, whatever a token says (RFC 8725 section 3.1).
type publicKey struct {
	alg string
	key crypto.PublicKey
}

// isSigned returns whether the key has signed the token.
func (p *publicKey) isSigned(t *jws) bool {
	digest := sha256.Sum256([]byte(t.input))
	switch key := p.key.(type) {
	case ed25519.PublicKey:
		return ed25519.Verify(key, []byte(t.input), t.signature)
	case *ecdsa.PublicKey:
		// RFC 7518 section 3.4: r and s, 32 bytes each.
		return len(t.signature) == 64 && ecdsa.Verify(key, digest[:],
			new(big.Int).SetBytes(t.signature[:32]), new(big.Int).SetBytes(t.signature[32:]))
	case *rsa.PublicKey:
		if p.alg == "PS256" {
			return rsa.VerifyPSS(key, crypto.SHA256, digest[:], t.signature,
				&rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}) == nil
		}
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], t.signature) == nil
	}
	return false
}

// parseJWKS returns published keys by their ids (RFC 7517). It leaves out keys for algorithms that it does not know.
func parseJWKS(text []byte) (map[string]*publicKey, error) {
	var set struct {
		Keys []struct{ Kty, Crv, Alg, Kid, X, Y, N, E string }
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, err
	}
	if set.Keys == nil {
		return nil, errors.New("there are no keys at this address")
	}
	keys := map[string]*publicKey{}
	for _, each := range set.Keys {
		x, y, n, e := decoded(each.X), decoded(each.Y), decoded(each.N), decoded(each.E)
		var key crypto.PublicKey
		switch {
		case each.Alg == "EdDSA" && each.Crv == "Ed25519" && len(x) == ed25519.PublicKeySize:
			key = ed25519.PublicKey(x)
		case each.Alg == "ES256" && each.Crv == "P-256" && isOnP256(x, y):
			key = &ecdsa.PublicKey{Curve: elliptic.P256(), X: new(big.Int).SetBytes(x), Y: new(big.Int).SetBytes(y)}
		// RFC 7518 section 3.3: a key of 2048 bits or larger.
		case (each.Alg == "RS256" || each.Alg == "PS256") && len(n) >= 256 && len(e) > 0 && len(e) < 4:
			key = &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
		default:
			continue
		}
		if each.Kid != "" {
			keys[each.Kid] = &publicKey{each.Alg, key}
		}
	}
	return keys, nil
}

func decoded(text string) []byte {
	bytes, _ := base64url.DecodeString(text)
	return bytes
}

func isOnP256(x, y []byte) bool {
	_, err := ecdh.P256().NewPublicKey(append(append([]byte{4}, x...), y...))
	return err == nil
}
