// Serves the templates of a file with Go's own router; each handler says which one it is.
//
// Outside a module Go takes its router from before there were patterns.
//
//go:debug httpmuxgo121=0
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
)

func main() {
	var templates []string
	text, err := os.ReadFile(os.Args[1])
	if err == nil {
		err = json.Unmarshal(text, &templates)
	}
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	for _, template := range templates {
		add(mux, template)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	panic(http.Serve(listener, mux))
}

// A template that crosses another is a panic: Go refuses to choose.
func add(mux *http.ServeMux, template string) {
	defer func() { _ = recover() }()
	pattern := template
	if strings.HasSuffix(pattern, "/") {
		pattern += "{$}"
	}
	mux.HandleFunc("GET "+pattern, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "ran "+template)
	})
}
