package guard

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

// UsagePage is a page of the API's usage, newest hour first. There is another one as long as NextCursor is not empty.
type UsagePage struct {
	Usage      []UsageCounter `json:"usage"`
	Limits     []UsageLimit   `json:"limits"`
	NextCursor string         `json:"next_cursor"`
}

// UsageCounter says how many calls one hour had, of one client, connected account, operation, outcome and code. Asked for
// by=day, one day, over all connected accounts: none is named then.
type UsageCounter struct {
	// Hour is when the hour or day begins, in seconds since 1970.
	Hour               int64   `json:"hour"`
	ClientID           *string `json:"client_id"`
	ConnectedAccountID *string `json:"connected_account_id"`
	Operation          *string `json:"operation"`
	// Outcome is allowed or denied.
	Outcome string `json:"outcome"`
	// Code is that of the refusal, nil for allowed calls.
	Code  *string `json:"code"`
	Calls int64   `json:"calls"`
}

// UsageLimit says how much of one limit is used.
type UsageLimit struct {
	ClientID string `json:"client_id"`
	// ConnectedAccountID is nil for a limit of all calls of the client.
	ConnectedAccountID *string `json:"connected_account_id"`
	// Policy is the name in RateLimit-Policy.
	Policy string `json:"policy"`
	// Window is in seconds.
	Window int64 `json:"window"`
	Limit  int64 `json:"limit"`
	Used   int64 `json:"used"`
	// ResetsAt is in seconds since 1970, nil if the next call begins a window.
	ResetsAt *int64 `json:"resets_at"`
}

// Usage returns a page of the API's usage, of all clients. The query takes by, since, until, client_id,
// connected_account_id, operation, limit and cursor, which is NextCursor of the page before. The error says what is
// wrong with it, or that Latchkey does not answer.
func (g *Guard) Usage(ctx context.Context, query url.Values) (*UsagePage, error) {
	said, err := g.latchkey.ask(ctx, "usage", map[string]string{}, query.Encode())
	if err != nil {
		return nil, err
	}
	var page struct {
		UsagePage
		Detail string `json:"detail"`
	}
	if err := json.Unmarshal([]byte(said.Body), &page); err != nil {
		return nil, err
	}
	if said.Status != http.StatusOK {
		return nil, fmt.Errorf("Latchkey does not show this usage (%d): %s", said.Status, page.Detail)
	}
	return &page.UsagePage, nil
}
