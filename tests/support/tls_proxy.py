#!/usr/bin/env python3
"""tls_proxy.py CERTIFICATE KEY PORT: speaks TLS and hands the bytes on to that port of this machine.

Prints the port that it listens on, and ends with its parent's interest in it: at the end of input."""

import os
import socket
import ssl
import sys
import threading


def pump(source, target):
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
    except OSError:
        pass
    for one in (source, target):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(client, context, port):
    try:
        inside = context.wrap_socket(client, server_side=True)
        upstream = socket.create_connection(("127.0.0.1", port))
    except OSError:  # a client that does not trust us hangs up
        client.close()
        return
    threading.Thread(target=pump, args=(upstream, inside), daemon=True).start()
    pump(inside, upstream)


def accept(listener, context, port):
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client, context, port), daemon=True).start()


def main():
    certificate, key, port = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=accept, args=(listener, context, int(port)), daemon=True).start()
    sys.stdin.read()
    os._exit(0)


main()
