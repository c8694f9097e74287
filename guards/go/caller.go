package guard

import (
	"encoding/json"
	"errors"
	"strings"
)

// Tenant is the customer whose data a call is about.
type Tenant struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// User is the person who acts.
type User struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Name  string `json:"name"`
	Role  string `json:"role"`
}

// Client is the program that makes a call. Kind is "confidential", "public" or "platform".
type Client struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Kind string `json:"kind"`
}

// Resource is one that a grant may be limited to, such as project 42.
type Resource struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

// Caller is the caller of a permitted call, with their rights. A nil *Caller is the caller of an operation that is
// open to everyone: it may do nothing.
type Caller struct {
	// Tenant is nil for a client without one.
	Tenant *Tenant `json:"tenant"`
	// User is nil if a client acts for itself.
	User             *User   `json:"user"`
	Client           *Client `json:"client"`
	ConnectedAccount string  `json:"connectedAccount"`
	// Token is "plain", "connected", "client" or "personal".
	Token  string   `json:"token"`
	Scopes []string `json:"scopes"`
	// Permissions are those of the user's role now; "*" for everything, and for a client acting for itself.
	Permissions []string `json:"permissions"`
	// Limited says that only Resources are open to the caller. Otherwise all are.
	Limited   bool       `json:"-"`
	Resources []Resource `json:"resources"`
	// Mode is "live" or "sandbox".
	Mode string `json:"mode"`
	// Operation is the one of the OpenAPI document that was decided.
	Operation string `json:"operation"`
	RequestID string `json:"requestId"`
	// OnlyOwn is the operation's permission, if the role has it for the user's own records only: check the owner.
	OnlyOwn  string `json:"onlyOwn"`
	Version  string `json:"version"`
	Language string `json:"language"`
	// Actors are those who act for the user, outermost first, after a token exchange (RFC 8693).
	Actors []string `json:"actors"`
	// AuthorizationDetails are the token's (RFC 9396).
	AuthorizationDetails []map[string]any `json:"authorizationDetails"`
}

// Can returns whether the caller's role permits something, such as "contact.delete", on every record.
func (c *Caller) Can(permission string) bool {
	return c.may(permission, false)
}

// CanOwned is the same for a record that belongs to the user with that id. A permission on own records is enough for
// the caller's. An empty id is nobody's.
func (c *Caller) CanOwned(permission, ownerID string) bool {
	return c.may(permission, c != nil && c.User != nil && ownerID != "" && ownerID == c.User.ID)
}

// Opens returns whether the caller's grant reaches a resource.
func (c *Caller) Opens(kind, id string) bool {
	if c == nil {
		return false
	}
	for _, each := range c.Resources {
		if each.Type == kind && each.ID == id {
			return true
		}
	}
	return !c.Limited
}

func (c *Caller) may(permission string, own bool) bool {
	if c == nil {
		return false
	}
	for _, held := range c.Permissions {
		if pattern, isOwn := strings.CutSuffix(held, ":own"); isOwn {
			if own && matches(pattern, permission) {
				return true
			}
		} else if matches(strings.TrimSuffix(held, ":any"), permission) {
			return true
		}
	}
	return false
}

// matches searches the pieces between the stars one after the other, which takes linear time.
func matches(pattern, text string) bool {
	pieces := strings.Split(pattern, "*")
	if len(pieces) == 1 {
		return pattern == text
	}
	first, last := pieces[0], pieces[len(pieces)-1]
	if len(text) < len(first)+len(last) || !strings.HasPrefix(text, first) || !strings.HasSuffix(text, last) {
		return false
	}
	rest := text[len(first) : len(text)-len(last)]
	for _, piece := range pieces[1 : len(pieces)-1] {
		_, after, found := strings.Cut(rest, piece)
		if !found {
			return false
		}
		rest = after
	}
	return true
}

var errShape = errors.New("the identity carries a caller of an unknown shape")

// callerFrom returns the caller that Latchkey signed, or nil for the caller null.
func callerFrom(raw json.RawMessage) (*Caller, error) {
	if string(raw) == "null" {
		return nil, nil
	}
	var members map[string]json.RawMessage
	caller := new(Caller)
	if json.Unmarshal(raw, &members) != nil || json.Unmarshal(raw, caller) != nil {
		return nil, errShape
	}
	for _, name := range []string{"tenant", "user", "client", "resources", "operation", "requestId"} {
		if members[name] == nil {
			return nil, errShape
		}
	}
	if caller.Scopes == nil || caller.Permissions == nil || (caller.Mode != "live" && caller.Mode != "sandbox") {
		return nil, errShape
	}
	caller.Limited = string(members["resources"]) != "null"
	return caller, nil
}
