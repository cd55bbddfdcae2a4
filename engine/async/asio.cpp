// Boost.Asio and Boost.Process are compiled once, here, and not in every file that includes them.
#include <boost/asio/impl/src.hpp>
#include <boost/process/v2/src.hpp>
