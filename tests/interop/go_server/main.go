// A server on the official Go SDK over streamable HTTP: PORT=N dyno-go-server
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

type echoArguments struct {
	Message string `json:"message"`
}

type workArguments struct {
	Seconds float64 `json:"seconds"`
	Steps   int     `json:"steps"`
}

func text(words string) *mcp.CallToolResult {
	return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: words}}}
}

func echo(_ context.Context, _ *mcp.CallToolRequest, arguments echoArguments) (*mcp.CallToolResult, any, error) {
	return text("Echo: " + arguments.Message), nil, nil
}

func work(ctx context.Context, request *mcp.CallToolRequest, arguments workArguments) (*mcp.CallToolResult, any, error) {
	token := request.Params.GetProgressToken()
	for step := 1; step <= arguments.Steps; step++ {
		select {
		case <-ctx.Done():
			fmt.Println("call cancelled")
			return nil, nil, ctx.Err()
		case <-time.After(time.Duration(arguments.Seconds / float64(arguments.Steps) * float64(time.Second))):
		}
		if token != nil {
			progress := &mcp.ProgressNotificationParams{
				ProgressToken: token, Progress: float64(step), Total: float64(arguments.Steps)}
			if err := request.Session.NotifyProgress(ctx, progress); err != nil {
				return nil, nil, err
			}
		}
	}
	return text("done"), nil, nil
}

func main() {
	server := mcp.NewServer(&mcp.Implementation{Name: "go-http", Version: "1.0.0"}, nil)
	mcp.AddTool(server, &mcp.Tool{Name: "echo", Description: "Answers with the message"}, echo)
	mcp.AddTool(server, &mcp.Tool{Name: "work", Description: "Takes its time, and tells of it"}, work)
	handler := mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return server }, nil)
	logged := func(response http.ResponseWriter, request *http.Request) {
		fmt.Println(request.Method, request.URL.Path)
		handler.ServeHTTP(response, request)
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), http.HandlerFunc(logged)))
}
