// Preloaded (node --import) into servers that would listen on every network of the machine.
import {Server} from 'node:net';

const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {
    return listen.call(this, port, '127.0.0.1', ...rest);
};
