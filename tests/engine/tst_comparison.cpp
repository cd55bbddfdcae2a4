#include "engine/sessions/compare/comparison.h"
#include "made_sample.h"
#include "printing.h"

using namespace dyno;
using namespace dyno::sessions;

class TestComparison : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void x() {}
};
QTEST_APPLESS_MAIN(TestComparison)
#include "tst_comparison.moc"
