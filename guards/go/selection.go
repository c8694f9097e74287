package guard

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
)

const mostKept = 100

// selections has the selected resources that identities refer to, because thousands of them do not fit into a header. A
// reference always stands for the same selection, so it is asked for once.
type selections struct {
	latchkey *latchkey
	lock     sync.Mutex
	kept     map[string][]Resource
	order    []string
}

var errSelection = errors.New("the selected resources that the identity refers to cannot be asked for")

// caller returns the caller of a verified identity with all selected resources. The error is errShape for an unknown
// shape, and errSelection if Latchkey does not answer or the selection has changed: that call is refused, and the next
// one carries the new selection.
func (s *selections) caller(ctx context.Context, raw json.RawMessage, reference string) (*Caller, error) {
	caller, err := callerFrom(raw)
	if err != nil || caller == nil || reference == "" {
		return caller, err
	}
	s.lock.Lock()
	resources, known := s.kept[reference]
	s.lock.Unlock()
	if !known {
		if resources, err = s.fetch(ctx, reference); err != nil {
			return nil, errSelection
		}
		s.keep(reference, resources)
	}
	caller.Resources = append([]Resource(nil), resources...)
	return caller, nil
}

func (s *selections) fetch(ctx context.Context, reference string) ([]Resource, error) {
	if s.latchkey.key == "" {
		return nil, errSelection
	}
	said, err := s.latchkey.ask(ctx, "selection", map[string]string{"latchkey-selection": reference}, "")
	if err != nil {
		return nil, err
	}
	var body struct {
		Resources []Resource `json:"resources"`
	}
	if said.Status != 200 || json.Unmarshal([]byte(said.Body), &body) != nil || body.Resources == nil {
		return nil, errSelection
	}
	return body.Resources, nil
}

func (s *selections) keep(reference string, resources []Resource) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.kept == nil {
		s.kept = map[string][]Resource{}
	}
	if _, known := s.kept[reference]; !known {
		s.order = append(s.order, reference)
	}
	s.kept[reference] = resources
	if len(s.order) > mostKept {
		delete(s.kept, s.order[0])
		s.order = s.order[1:]
	}
}
