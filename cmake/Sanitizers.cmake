if(DYNO_SANITIZE)
    add_compile_options(-fsanitize=${DYNO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${DYNO_SANITIZE})
    # GCC 12 reports false positives inside its own headers when it instruments them.
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    if(DYNO_SANITIZE MATCHES thread)
        add_compile_options(-Wno-tsan)
    endif()
endif()
